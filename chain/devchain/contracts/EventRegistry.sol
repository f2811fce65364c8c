// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIdentityRegistry, IIdentityStaking, Owned} from "./Shared.sol";

/// Revenue and activity records of registered and bonded machines, submitted by
/// the machine or its operator. It takes both calls seen on peaq's networks:
/// with a currency, and the older one without.
contract EventRegistry is Owned {
    struct MachineEvent {
        uint256 machineId;
        uint8 eventType;
        uint256 value;
        string currency;
        uint256 timestamp;
        bytes32 dataHash;
        uint8 trustLevel;
        uint256 sourceChainId;
        bytes32 sourceTxHash;
        bytes metadata;
    }

    // MachineEvent as stored: the small fields share a slot.
    struct Stored {
        uint256 value;
        uint64 timestamp;
        uint8 eventType;
        uint8 trustLevel;
        uint256 sourceChainId;
        bytes32 dataHash;
        bytes32 sourceTxHash;
        string currency;
        bytes metadata;
    }

    uint8 private constant REVENUE = 0;
    uint256 private constant MAX_METADATA = 4096;

    address public identityRegistryAddress;
    address public identityStakingAddress;
    mapping(uint256 => Stored[]) private records;

    event EventSubmitted(uint256 indexed machineId, uint256 indexed index, uint8 eventType, uint256 value);

    error MachineNotFound(uint256 machineId);
    error MachineNotBonded(uint256 machineId);
    error NotMachineOrOperator(uint256 machineId, address sender);
    error FutureTimestamp(uint256 timestamp);
    error InvalidTrustLevel(uint8 trustLevel);
    error InvalidCurrencyShape(string currency);
    error MetadataTooLong(uint256 length);
    error EventNotFound(uint256 machineId, uint256 index);

    function initialize(address initialOwner, address registry, address staking) external {
        _initialize(initialOwner);
        identityRegistryAddress = registry;
        identityStakingAddress = staking;
    }

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
    ) external {
        if (!_shaped(eventType, bytes(currency))) revert InvalidCurrencyShape(currency);
        _store(
            MachineEvent(
                machineId, eventType, value, currency, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata
            )
        );
    }

    function submitEvent(
        uint256 machineId,
        uint8 eventType,
        uint256 value,
        uint256 timestamp,
        bytes32 dataHash,
        uint8 trustLevel,
        uint256 sourceChainId,
        bytes32 sourceTxHash,
        bytes memory metadata
    ) external {
        _store(
            MachineEvent(
                machineId, eventType, value, "", timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata
            )
        );
    }

    function eventCount(uint256 machineId) external view returns (uint256) {
        return records[machineId].length;
    }

    function eventAt(uint256 machineId, uint256 index) external view returns (MachineEvent memory) {
        if (index >= records[machineId].length) revert EventNotFound(machineId, index);
        Stored storage s = records[machineId][index];
        return MachineEvent(
            machineId, s.eventType, s.value, s.currency, s.timestamp, s.dataHash, s.trustLevel, s.sourceChainId,
            s.sourceTxHash, s.metadata
        );
    }

    function _store(MachineEvent memory e) private {
        _check(e);
        uint256 index = records[e.machineId].length;
        Stored storage s = records[e.machineId].push();
        s.value = e.value;
        s.timestamp = uint64(e.timestamp);
        s.eventType = e.eventType;
        s.trustLevel = e.trustLevel;
        s.sourceChainId = e.sourceChainId;
        s.dataHash = e.dataHash;
        s.sourceTxHash = e.sourceTxHash;
        s.currency = e.currency;
        s.metadata = e.metadata;
        emit EventSubmitted(e.machineId, index, e.eventType, e.value);
    }

    function _check(MachineEvent memory e) private view {
        IIdentityRegistry registry = IIdentityRegistry(identityRegistryAddress);
        if (!registry.machineExists(e.machineId)) revert MachineNotFound(e.machineId);
        address sender = _sender();
        if (sender != registry.machineWalletOf(e.machineId) && sender != registry.operatorOf(e.machineId)) {
            revert NotMachineOrOperator(e.machineId, sender);
        }
        if (!IIdentityStaking(identityStakingAddress).isStaked(e.machineId)) revert MachineNotBonded(e.machineId);
        if (e.timestamp > block.timestamp) revert FutureTimestamp(e.timestamp);
        if (e.trustLevel > 2) revert InvalidTrustLevel(e.trustLevel);
        if (e.metadata.length > MAX_METADATA) revert MetadataTooLong(e.metadata.length);
    }

    // Revenue needs 3 to 10 upper-case letters or digits, anything else none.
    function _shaped(uint8 eventType, bytes memory currency) private pure returns (bool) {
        if (eventType != REVENUE) return currency.length == 0;
        if (currency.length < 3 || currency.length > 10) return false;
        for (uint256 i = 0; i < currency.length; i++) {
            bytes1 c = currency[i];
            if (!((c >= "A" && c <= "Z") || (c >= "0" && c <= "9"))) return false;
        }
        return true;
    }
}
