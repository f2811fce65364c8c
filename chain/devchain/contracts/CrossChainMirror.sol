// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Driven, ILifecycle} from "./Desk.sol";

/// Which chain a machine is homed on, and what other chains told of theirs. The
/// peer MACHINE_BRIDGE_ADAPTER of the demo chain is a plain account: it brings
/// the records of foreign machines.
contract CrossChainMirror is Driven, ILifecycle {
    bytes32 private constant MACHINE_REGISTRY_KEY = keccak256("MACHINE_REGISTRY_KEY");

    mapping(uint256 => uint16) public homeChainOf; // protocol chain id, 0 for none
    mapping(uint256 => mapping(bytes32 => bytes)) public getMirroredData;

    event HomeChainRegistered(uint256 indexed machineId, uint16 homeChainId);
    event HomeChainUpdated(uint256 indexed machineId, uint16 previousChainId, uint16 newChainId);
    event HomeChainCleared(uint256 indexed machineId);
    event HomeChainReissued(uint256 indexed oldId, uint256 indexed newId, uint16 chainId);
    event MirroredDataSet(uint256 indexed machineId, bytes32 indexed key);

    error AlreadyRegistered();
    error ChainNotRegistered();
    error ForeignOperatorConflict(address operator);
    error HomeChainConflict(uint256 machineId, uint16 known, uint16 sourceChainId);
    error LocalMachineExists(uint256 machineId);
    error MachineNotRegistered();
    error NotForeignChain();
    error NotRemoteBondSettlement();
    error NotBridgeAdapter();

    function onMachineOnboarded(uint256 machineId, address, bytes calldata) external onlyStateAndSync {
        _register(machineId, infoDesk.localChainId());
    }

    function onMachineRetired(uint256 machineId) external onlyStateAndSync {
        if (homeChainOf[machineId] == 0) revert MachineNotRegistered();
        delete homeChainOf[machineId];
        emit HomeChainCleared(machineId);
    }

    /// Homes a machine here by hand.
    function registerHomeChain(uint256 machineId) external onlyOwner {
        _register(machineId, infoDesk.localChainId());
    }

    function updateHomeChain(uint256 machineId, uint16 newHomeChainId) external {
        if (msg.sender != _peer(MACHINE_STATE_AND_SYNC) && _sender() != owner) revert NotMachineStateAndSync();
        if (!infoDesk.isRegisteredChain(newHomeChainId)) revert ChainNotRegistered();
        uint16 before = homeChainOf[machineId];
        if (before == 0) revert MachineNotRegistered();
        homeChainOf[machineId] = newHomeChainId;
        emit HomeChainUpdated(machineId, before, newHomeChainId);
    }

    function registerHomeChainFromRelocation(uint256 machineId, uint16 sourceChainId)
        external
        onlyStateAndSync
        returns (address previousOperator)
    {
        uint16 known = homeChainOf[machineId];
        if (known != 0 && known != sourceChainId) revert HomeChainConflict(machineId, known, sourceChainId);
        previousOperator = _operator(machineId);
        uint16 local = infoDesk.localChainId();
        homeChainOf[machineId] = local;
        if (known == 0) emit HomeChainRegistered(machineId, local);
        else emit HomeChainUpdated(machineId, known, local);
    }

    /// Records the home of a foreign machine, and its operator where that is known.
    function recordForeignMachineFor(uint256 machineId, uint16 homeChainId, address operator) external {
        if (msg.sender != _peer(REMOTE_BOND_SETTLEMENT) && _sender() != _peer(MACHINE_BRIDGE_ADAPTER)) {
            revert NotRemoteBondSettlement();
        }
        if (homeChainId == infoDesk.localChainId()) revert NotForeignChain();
        if (!infoDesk.isRegisteredChain(homeChainId)) revert ChainNotRegistered();
        try _registry().ownerOf(machineId) returns (address) {
            revert LocalMachineExists(machineId);
        } catch {}
        _register(machineId, homeChainId);
        if (operator != address(0)) _set(machineId, MACHINE_REGISTRY_KEY, abi.encode(operator));
    }

    function setMirroredData(uint256 machineId, bytes32 key, bytes calldata value) external {
        if (_sender() != _peer(MACHINE_BRIDGE_ADAPTER)) revert NotBridgeAdapter();
        address known = _operator(machineId);
        if (key == MACHINE_REGISTRY_KEY && known != address(0) && value.length >= 32) {
            if (address(uint160(uint256(bytes32(value)))) != known) revert ForeignOperatorConflict(known);
        }
        _set(machineId, key, value);
    }

    function reissueMachineId(uint256 oldId, uint256 newId) external onlyStateAndSync {
        homeChainOf[newId] = homeChainOf[oldId];
        delete homeChainOf[oldId];
        emit HomeChainReissued(oldId, newId, homeChainOf[newId]);
    }

    function isHomedLocally(uint256 machineId) external view returns (bool) {
        return homeChainOf[machineId] == infoDesk.localChainId();
    }

    function _register(uint256 machineId, uint16 homeChainId) private {
        if (homeChainOf[machineId] != 0) revert AlreadyRegistered();
        homeChainOf[machineId] = homeChainId;
        emit HomeChainRegistered(machineId, homeChainId);
    }

    function _set(uint256 machineId, bytes32 key, bytes memory value) private {
        getMirroredData[machineId][key] = value;
        emit MirroredDataSet(machineId, key);
    }

    function _operator(uint256 machineId) private view returns (address) {
        bytes memory value = getMirroredData[machineId][MACHINE_REGISTRY_KEY];
        return value.length < 32 ? address(0) : address(uint160(uint256(bytes32(value))));
    }
}
