// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "./Shared.sol";

/// The records that every build of EventRegistry keeps, one list a machine.
/// Its layout in storage is that of the oldest build: what later builds add
/// stands beside it, so that old records keep their places in an upgrade.
abstract contract EventBook is Pausable {
    struct Stored {
        uint256 value;
        uint64 timestamp;
        uint8 eventType;
        uint8 trustLevel;
        bool nameless; // a zeroed anchor, which names no machine
        bytes32 dataHash;
        uint256 sourceChainId;
        bytes32 sourceTxHash;
        bytes metadata;
    }

    uint8 internal constant REVENUE = 0;
    uint8 private constant ACTIVITY = 1;
    uint256 public constant MAX_QUERY_LIMIT = 100;
    uint256 public constant MAX_METADATA_SIZE = 4096;

    uint256 public totalEventCount;
    mapping(uint256 => Stored[]) internal records;

    error InvalidEventType();
    error InvalidTrustLevel();
    error FutureTimestamp();
    error MetadataTooLarge();
    error OffsetOutOfBounds();

    function getEventCount(uint256 machineId) external view returns (uint256) {
        return records[machineId].length;
    }

    function _check(uint8 eventType, uint8 trustLevel, uint256 timestamp, bytes memory metadata) internal view {
        if (eventType > ACTIVITY) revert InvalidEventType();
        if (trustLevel > 2) revert InvalidTrustLevel();
        if (timestamp > block.timestamp) revert FutureTimestamp();
        if (metadata.length > MAX_METADATA_SIZE) revert MetadataTooLarge();
    }

    // The page of a list: at most MAX_QUERY_LIMIT records from an offset that has one.
    function _page(uint256 machineId, uint256 offset, uint256 limit) internal view returns (uint256) {
        uint256 count = records[machineId].length;
        if (offset >= count) revert OffsetOutOfBounds();
        if (limit > MAX_QUERY_LIMIT) limit = MAX_QUERY_LIMIT;
        return limit < count - offset ? limit : count - offset;
    }
}

interface IMachines {
    function machineExists(uint256 machineId) external view returns (bool);
    function machineWalletOf(uint256 machineId) external view returns (address);
    function operatorOf(uint256 machineId) external view returns (address);
    function machineStatus(uint256 machineId) external view returns (uint8);
}

interface IStakes {
    function isStaked(uint256 machineId) external view returns (bool);
}

/// What ties the records of generation 1.0 to its machines.
abstract contract IdentityBook is EventBook {
    uint8 private constant DEACTIVATED = 4;

    address public identityRegistryAddress;
    address public identityStakingAddress;

    event IdentityRegistrySet(address indexed registry);
    event IdentityStakingSet(address indexed staking);

    error MachineNotFound();
    error MachineNotBonded();
    error MachineDeactivated();
    error NotAuthorizedSubmitter();

    function initialize(address _identityRegistry, address _identityStaking, address _owner) external {
        _initialize(_owner);
        identityRegistryAddress = _identityRegistry;
        identityStakingAddress = _identityStaking;
        emit IdentityRegistrySet(_identityRegistry);
        emit IdentityStakingSet(_identityStaking);
    }

    // Only a registered and bonded machine or its operator submits.
    function _authorize(uint256 machineId) internal view virtual {
        IMachines registry = IMachines(identityRegistryAddress);
        if (!registry.machineExists(machineId)) revert MachineNotFound();
        address sender = _sender();
        if (sender != registry.machineWalletOf(machineId) && sender != registry.operatorOf(machineId)) {
            revert NotAuthorizedSubmitter();
        }
        if (registry.machineStatus(machineId) == DEACTIVATED) revert MachineDeactivated();
        if (!IStakes(identityStakingAddress).isStaked(machineId)) revert MachineNotBonded();
    }
}

/// Records with a currency.
abstract contract CurrencyBook is EventBook {
    struct MachineEvent {
        uint256 machineId;
        uint8 eventType;
        uint256 value;
        uint256 timestamp;
        bytes32 dataHash;
        uint8 trustLevel;
        uint256 sourceChainId;
        bytes32 sourceTxHash;
        bytes metadata;
        string currency;
    }

    uint256 public constant CURRENCY_MIN_LEN = 3;
    uint256 public constant CURRENCY_MAX_LEN = 10;

    mapping(uint256 => mapping(uint256 => string)) private currencies; // by machine and index

    event EventSubmitted(
        uint256 indexed machineId, uint256 indexed eventIndex, uint8 eventType, uint256 value, string indexed currency
    );

    error InvalidCurrencyShape();

    function submitEvent(
        uint256 machineId,
        uint8 eventType,
        uint256 value,
        string memory currency,
        uint256 timestamp,
        bytes32 dataHash,
        uint8 trustLevel,
        uint256 sourceChainId,
        bytes32 sourceTxHash,
        bytes memory metadata
    ) external whenNotPaused {
        _check(eventType, trustLevel, timestamp, metadata);
        if (!_shaped(eventType, bytes(currency))) revert InvalidCurrencyShape();
        _mayRecord(machineId);
        uint256 index = _append(
            MachineEvent(
                machineId, eventType, value, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata, currency
            ),
            machineId
        );
        totalEventCount++;
        emit EventSubmitted(machineId, index, eventType, value, currency);
    }

    function getEventAt(uint256 machineId, uint256 index) external view returns (MachineEvent memory) {
        if (index >= records[machineId].length) revert OffsetOutOfBounds();
        return _at(machineId, index);
    }

    function getEvents(uint256 machineId, uint256 offset, uint256 limit)
        external
        view
        returns (MachineEvent[] memory list)
    {
        list = new MachineEvent[](_page(machineId, offset, limit));
        for (uint256 i = 0; i < list.length; i++) list[i] = _at(machineId, offset + i);
    }

    function _mayRecord(uint256 machineId) internal view virtual;

    function _append(MachineEvent memory e, uint256 machineId) internal returns (uint256 index) {
        index = records[machineId].length;
        Stored storage s = records[machineId].push();
        s.value = e.value;
        s.timestamp = uint64(e.timestamp);
        s.eventType = e.eventType;
        s.trustLevel = e.trustLevel;
        s.nameless = e.machineId != machineId;
        s.dataHash = e.dataHash;
        s.sourceChainId = e.sourceChainId;
        s.sourceTxHash = e.sourceTxHash;
        s.metadata = e.metadata;
        if (bytes(e.currency).length != 0) currencies[machineId][index] = e.currency;
    }

    function _at(uint256 machineId, uint256 index) internal view returns (MachineEvent memory) {
        Stored storage s = records[machineId][index];
        return MachineEvent(
            s.nameless ? 0 : machineId, s.eventType, s.value, s.timestamp, s.dataHash, s.trustLevel, s.sourceChainId,
            s.sourceTxHash, s.metadata, currencies[machineId][index]
        );
    }

    // Revenue needs 3 to 10 upper-case letters or digits, activity none.
    function _shaped(uint8 eventType, bytes memory currency) private pure returns (bool) {
        if (eventType != REVENUE) return currency.length == 0;
        if (currency.length < CURRENCY_MIN_LEN || currency.length > CURRENCY_MAX_LEN) return false;
        for (uint256 i = 0; i < currency.length; i++) {
            bytes1 c = currency[i];
            if (!((c >= "A" && c <= "Z") || (c >= "0" && c <= "9"))) return false;
        }
        return true;
    }
}
