// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DIDDocument, Driven, ILifecycle, IMachineData} from "./Desk.sol";

/// Onboards and retires machines, holds their pauses and moves them between
/// chains. The peer MACHINE_BRIDGE_ADAPTER of the demo chain is a plain account
/// that makes the calls which the bridge would.
contract MachineStateAndSync is Driven, IMachineData {
    uint256 public constant RELOCATION_TIMEOUT = 7 days;
    uint256 public constant CANCEL_RETRY_INTERVAL = 1 days;
    bytes32 public constant GENERAL_PAUSE_KEY = keccak256("GENERAL_PAUSE_KEY");
    bytes32 public constant TECHNICAL_PAUSE_KEY = keccak256("TECHNICAL_PAUSE_KEY");

    struct Flags {
        bool general;
        bool technical;
        bool operator;
        bool subscription; // not active; it has no getter
        bool relocating;
        uint16 destination;
        uint64 collectedAt;
        uint64 nonce;
    }

    bool public isGeneralPausedGlobal;
    bool public isTechnicalPausedGlobal;
    mapping(uint256 => Flags) private flags;
    mapping(uint256 => mapping(uint16 => uint64)) public replayedNonceFrom;

    event MachineOnboarded(uint256 indexed machineId, address indexed operator);
    event MachineRetired(uint256 indexed machineId);
    event OperatorPausedSet(uint256 indexed machineId, bool value);
    event GeneralPausedSet(uint256 indexed machineId, bool value);
    event TechnicalPausedSet(uint256 indexed machineId, bool value);
    event SubscriptionPausedSet(uint256 indexed machineId, bool value);
    event GeneralPausedGlobalSet(bool value);
    event TechnicalPausedGlobalSet(bool value);
    event RelocationCollected(uint256 indexed machineId, uint16 destinationChainId);
    event RelocationFinalized(uint256 indexed machineId);
    event RelocationCancelled(uint256 indexed machineId);
    event RelocationReplayed(uint256 indexed machineId);
    event CancelRequested(uint256 indexed machineId, uint64 nonce);

    error MachineRelocating();
    error NoPendingRelocation();
    error NotActive();
    error NotBridgeAdapter();
    error NotMachineSubscription();
    error NotOwnerOrController();
    error NotProtocolOwner();
    error NotSuspended();
    error RelocationNotYetCancellable();
    error SameMachineId();
    error StaleCancelResponse();
    error StaleRelocationAck();

    modifier managed(uint256 machineId) {
        if (!_manages(machineId)) revert NotOwnerOrController();
        if (flags[machineId].relocating) revert MachineRelocating();
        _;
    }

    modifier onlyProtocolOwner() {
        if (_sender() != owner) revert NotProtocolOwner();
        _;
    }

    modifier onlyBridgeAdapter() {
        if (_sender() != _peer(MACHINE_BRIDGE_ADAPTER)) revert NotBridgeAdapter();
        _;
    }

    /// Mints the token, registers the home and bonds, all in one. The sender is
    /// the owner and pays.
    function activateMachine(
        DIDDocument calldata doc,
        string calldata machineType_,
        bytes calldata credentialSubject_,
        address manufacturer_,
        uint8 tier
    ) external returns (uint256 machineId) {
        machineId = _registry().computeTokenId(machineType_, credentialSubject_);
        ILifecycle(_peer(MACHINE_REGISTRY)).onMachineOnboarded(
            machineId, _sender(), abi.encode(doc, machineType_, credentialSubject_, manufacturer_)
        );
        ILifecycle(_peer(CROSS_CHAIN_MIRROR)).onMachineOnboarded(machineId, _sender(), "");
        ILifecycle(_peer(MACHINE_SUBSCRIPTION)).onMachineOnboarded(machineId, _sender(), abi.encode(tier));
        emit MachineOnboarded(machineId, _sender());
    }

    function retireMachine(uint256 machineId) external managed(machineId) {
        ILifecycle(_peer(MACHINE_SUBSCRIPTION)).onMachineRetired(machineId);
        ILifecycle(_peer(CROSS_CHAIN_MIRROR)).onMachineRetired(machineId);
        ILifecycle(_peer(MACHINE_REGISTRY)).onMachineRetired(machineId);
        delete flags[machineId];
        emit MachineRetired(machineId);
    }

    /// Gives a machine another id. Its events stay under the old one.
    function reissueLegacyMachine(
        uint256 oldId,
        address to,
        DIDDocument calldata doc,
        string calldata machineType_,
        bytes calldata credentialSubject_,
        address manufacturer_
    ) external onlyProtocolOwner returns (uint256 newId) {
        newId = _registry().computeTokenId(machineType_, credentialSubject_);
        if (newId == oldId) revert SameMachineId();
        address before = _registry().ownerOf(oldId);
        _registry().reissueMachine(oldId, newId, to, doc, machineType_, credentialSubject_, manufacturer_);
        _mirror().reissueMachineId(oldId, newId);
        _subscription().reissueMachineId(oldId, newId, before, to);
    }

    // Pauses.

    function suspend(uint256 machineId) external managed(machineId) {
        if (flags[machineId].operator) revert NotActive();
        flags[machineId].operator = true;
        emit OperatorPausedSet(machineId, true);
    }

    function resume(uint256 machineId) external managed(machineId) {
        if (!flags[machineId].operator) revert NotSuspended();
        flags[machineId].operator = false;
        emit OperatorPausedSet(machineId, false);
    }

    function setGeneralPaused(uint256 machineId, bool paused) external onlyProtocolOwner {
        flags[machineId].general = paused;
        emit GeneralPausedSet(machineId, paused);
    }

    function setTechnicalPaused(uint256 machineId, bool paused) external onlyProtocolOwner {
        flags[machineId].technical = paused;
        emit TechnicalPausedSet(machineId, paused);
    }

    function setSubscriptionPaused(uint256 machineId, bool paused) external {
        if (msg.sender != _peer(MACHINE_SUBSCRIPTION)) revert NotMachineSubscription();
        if (flags[machineId].subscription == paused) return;
        flags[machineId].subscription = paused;
        emit SubscriptionPausedSet(machineId, paused);
    }

    function setGeneralPausedGlobal(bool paused) external onlyProtocolOwner {
        isGeneralPausedGlobal = paused;
        emit GeneralPausedGlobalSet(paused);
    }

    function setTechnicalPausedGlobal(bool paused) external onlyProtocolOwner {
        isTechnicalPausedGlobal = paused;
        emit TechnicalPausedGlobalSet(paused);
    }

    function isGeneralPaused(uint256 machineId) external view returns (bool) {
        return flags[machineId].general;
    }

    function isTechnicalPaused(uint256 machineId) public view returns (bool) {
        return flags[machineId].technical;
    }

    function isOperatorPaused(uint256 machineId) external view returns (bool) {
        return flags[machineId].operator;
    }

    function isRelocating(uint256 machineId) external view returns (bool) {
        return flags[machineId].relocating;
    }

    function isPausedForBusiness(uint256 machineId) public view returns (bool) {
        Flags memory f = flags[machineId];
        return f.general || f.technical || f.subscription || isGeneralPausedGlobal || isTechnicalPausedGlobal;
    }

    function isPausedForMaintenance(uint256 machineId) public view returns (bool) {
        return flags[machineId].operator || flags[machineId].relocating;
    }

    function isMachineAvailable(uint256 machineId) external view returns (bool) {
        return !isPausedForBusiness(machineId) && !isPausedForMaintenance(machineId);
    }

    /// The demo chain pauses no chain as a whole.
    function isChainPaused(uint16, bytes32) external pure returns (bool) {
        return false;
    }

    // Relocation.

    function collectForRelocation(uint256 machineId, uint16 destinationChainId)
        external
        onlyBridgeAdapter
        returns (bytes memory bundle, uint64 nonce)
    {
        Flags storage f = flags[machineId];
        if (f.relocating) revert MachineRelocating();
        address[] memory modules = infoDesk.getMachineDataContracts();
        bytes[] memory parts = new bytes[](modules.length);
        for (uint256 i = 0; i < modules.length; i++) parts[i] = IMachineData(modules[i]).exportMachine(machineId);
        (f.relocating, f.destination, f.collectedAt) = (true, destinationChainId, uint64(block.timestamp));
        nonce = ++f.nonce;
        bundle = abi.encode(parts);
        emit RelocationCollected(machineId, destinationChainId);
    }

    function finalizeRelocation(uint256 machineId, uint64 ackNonce) external onlyBridgeAdapter {
        Flags memory f = _pending(machineId);
        if (ackNonce != f.nonce) revert StaleRelocationAck();
        _registry().bridgeBurn(machineId);
        _mirror().updateHomeChain(machineId, f.destination);
        delete flags[machineId];
        flags[machineId].nonce = f.nonce;
        emit RelocationFinalized(machineId);
    }

    function beginCancelRelocation(uint256 machineId)
        external
        returns (uint16 destinationChainId, uint64 nonce)
    {
        Flags memory f = _pending(machineId);
        if (block.timestamp < f.collectedAt + RELOCATION_TIMEOUT) revert RelocationNotYetCancellable();
        emit CancelRequested(machineId, f.nonce);
        return (f.destination, f.nonce);
    }

    function confirmCancelRelocation(uint256 machineId, uint64 confirmedNonce) external onlyBridgeAdapter {
        if (_pending(machineId).nonce != confirmedNonce) revert StaleCancelResponse();
        flags[machineId].relocating = false;
        emit RelocationCancelled(machineId);
    }

    /// Takes a machine in; the bundle holds one part for each machine-data module.
    function replayFromRelocation(uint256 machineId, uint16 sourceChainId, uint64 nonce, bytes calldata bundle)
        external
        onlyBridgeAdapter
    {
        bytes[] memory parts = abi.decode(bundle, (bytes[]));
        address[] memory modules = infoDesk.getMachineDataContracts();
        for (uint256 i = 0; i < modules.length; i++) {
            if (modules[i] == address(this)) _import(machineId, parts[i]);
            else IMachineData(modules[i]).importMachine(machineId, parts[i]);
        }
        _mirror().registerHomeChainFromRelocation(machineId, sourceChainId);
        replayedNonceFrom[machineId][sourceChainId] = nonce;
        emit RelocationReplayed(machineId);
    }

    function importMachine(uint256 machineId, bytes calldata data) external onlyStateAndSync {
        _import(machineId, data);
    }

    function exportMachine(uint256 machineId) external view returns (bytes memory) {
        Flags memory f = flags[machineId];
        return abi.encode(f.general, f.technical, f.operator);
    }

    function _import(uint256 machineId, bytes memory data) private {
        if (data.length == 0) return;
        Flags storage f = flags[machineId];
        (f.general, f.technical, f.operator) = abi.decode(data, (bool, bool, bool));
    }

    function _pending(uint256 machineId) private view returns (Flags memory f) {
        f = flags[machineId];
        if (!f.relocating) revert NoPendingRelocation();
    }
}
