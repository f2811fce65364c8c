// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Upgradeable} from "./Shared.sol";

// What the contracts of generation 2.0 know of each other.

struct VerificationMethod {
    string id;
    string methodType;
    address controller;
    string publicKeyMultibase;
}

struct ServiceEndpoint {
    string id;
    string serviceType;
    string serviceEndpoint;
}

struct DIDDocument {
    string id;
    address controller;
    VerificationMethod[] verificationMethods;
    uint256[] authentication;
    ServiceEndpoint[] serviceEndpoints;
}

interface IInfoDesk {
    function peer(bytes32 key) external view returns (address);
    function peaqToken() external view returns (address);
    function getMachineDataContracts() external view returns (address[] memory);
    function localChainId() external view returns (uint16);
    function isRegisteredChain(uint16 protocolChainId) external view returns (bool);
    function subscriptionPeriodLength() external view returns (uint64);
    function graceDuration() external view returns (uint64);
    function runoffDuration() external view returns (uint64);
    function tierPriceUsd(uint8 tier) external view returns (uint256);
}

interface IMachineRegistry {
    function ownerOf(uint256 tokenId) external view returns (address);
    function controllerOf(uint256 tokenId) external view returns (address);
    function operatorOf(uint256 tokenId) external view returns (address);
    function computeTokenId(string calldata machineType_, bytes calldata credentialSubject_)
        external
        view
        returns (uint256);
    function bridgeBurn(uint256 tokenId)
        external
        returns (DIDDocument memory, string memory, bytes memory, address);
    function reissueMachine(
        uint256 oldId,
        uint256 newId,
        address to,
        DIDDocument calldata doc,
        string calldata machineType_,
        bytes calldata credentialSubject_,
        address manufacturer_
    ) external;
}

interface IMachineStateAndSync {
    function isRelocating(uint256 machineId) external view returns (bool);
    function isTechnicalPaused(uint256 machineId) external view returns (bool);
    function setSubscriptionPaused(uint256 machineId, bool paused) external;
}

interface IMachineSubscription {
    function subscriptionStatus(uint256 machineId) external view returns (uint8);
    function bondForeign(
        uint256 machineId,
        address operator,
        uint8 tier,
        uint256 grossAmount,
        uint256 netAmount,
        uint8 kind,
        bytes32 requestId
    ) external;
    function reissueMachineId(uint256 oldId, uint256 newId, address oldOperator, address newOperator) external;
}

interface ICrossChainMirror {
    function homeChainOf(uint256 machineId) external view returns (uint16);
    function getMirroredData(uint256 machineId, bytes32 key) external view returns (bytes memory);
    function registerHomeChainFromRelocation(uint256 machineId, uint16 sourceChainId) external returns (address);
    function updateHomeChain(uint256 machineId, uint16 newHomeChainId) external;
    function reissueMachineId(uint256 oldId, uint256 newId) external;
}

/// What takes part in the onboarding and the retirement of a machine.
interface ILifecycle {
    function onMachineOnboarded(uint256 machineId, address operator, bytes calldata data) external;
    function onMachineRetired(uint256 machineId) external;
}

/// A part of a machine that travels when it relocates.
interface IMachineData {
    function exportMachine(uint256 machineId) external view returns (bytes memory);
    function importMachine(uint256 machineId, bytes calldata data) external;
}

/// A contract of generation 2.0, which finds the others at the InfoDesk. The
/// InfoDesk's address stands in the genesis block.
abstract contract Module is Upgradeable {
    bytes32 internal constant MACHINE_REGISTRY = keccak256("MACHINE_REGISTRY");
    bytes32 internal constant MACHINE_SUBSCRIPTION = keccak256("MACHINE_SUBSCRIPTION");
    bytes32 internal constant MACHINE_STATE_AND_SYNC = keccak256("MACHINE_STATE_AND_SYNC");
    bytes32 internal constant CROSS_CHAIN_MIRROR = keccak256("CROSS_CHAIN_MIRROR");
    bytes32 internal constant MACHINE_BRIDGE_ADAPTER = keccak256("MACHINE_BRIDGE_ADAPTER");
    bytes32 internal constant REMOTE_BOND_SETTLEMENT = keccak256("REMOTE_BOND_SETTLEMENT");

    IInfoDesk public infoDesk; // slot 1

    function initialize(address initialOwner) external {
        _initialize(initialOwner);
    }

    function _peer(bytes32 key) internal view returns (address) {
        return infoDesk.peer(key);
    }

    function _registry() internal view returns (IMachineRegistry) {
        return IMachineRegistry(_peer(MACHINE_REGISTRY));
    }

    function _mirror() internal view returns (ICrossChainMirror) {
        return ICrossChainMirror(_peer(CROSS_CHAIN_MIRROR));
    }

    function _state() internal view returns (IMachineStateAndSync) {
        return IMachineStateAndSync(_peer(MACHINE_STATE_AND_SYNC));
    }

    function _subscription() internal view returns (IMachineSubscription) {
        return IMachineSubscription(_peer(MACHINE_SUBSCRIPTION));
    }

    // The sender owns the machine or controls its DID.
    function _manages(uint256 machineId) internal view returns (bool) {
        return _sender() == _registry().ownerOf(machineId) || _sender() == _registry().controllerOf(machineId);
    }
}

/// A contract that MachineStateAndSync makes calls of.
abstract contract Driven is Module {
    error NotMachineStateAndSync();

    modifier onlyStateAndSync() {
        if (msg.sender != _peer(MACHINE_STATE_AND_SYNC)) revert NotMachineStateAndSync();
        _;
    }
}
