// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Upgradeable} from "./Shared.sol";

/// Where the contracts of generation 2.0 and their parameters are found.
contract InfoDesk is Upgradeable {
    struct Chain {
        uint8 kind; // 1 EVM, 2 Substrate, 3 Solana; 0 is not registered
        bytes32 native;
        uint32 vendor;
    }

    mapping(bytes32 => address) public peer; // by keccak256 of the role's name
    address public peaqToken;
    uint16 public localChainId;
    uint64 public subscriptionPeriodLength; // seconds, as the next two
    uint64 public graceDuration;
    uint64 public runoffDuration;
    mapping(uint8 => uint256) public tierPriceUsd;
    address[] private modules;
    uint16[] private chains;
    mapping(uint16 => Chain) private chainOf;

    event PeerSet(bytes32 indexed key, address indexed addr);
    event PeerUnset(bytes32 indexed key, address indexed previous);
    event PeaqTokenSet(address indexed addr);
    event MachineDataContractRegistered(address indexed addr);
    event MachineDataContractRemoved(address indexed addr);
    event ChainRegistered(
        uint16 indexed protocolChainId, uint8 kind, bytes32 nativeChainId, uint32 messagingVendorId
    );
    event LocalChainIdSet(uint16 value);
    event SubscriptionPeriodLengthSet(uint64 value);
    event GraceDurationSet(uint64 value);
    event RunoffDurationSet(uint64 value);
    event TierPriceUsdSet(uint8 indexed tier, uint256 usdPrice);

    error InvalidChainId();
    error PeaqTokenAlreadySet();

    function initialize(address initialOwner) external {
        _initialize(initialOwner);
    }

    function setPeer(bytes32 key, address addr) external onlyOwner {
        if (addr == address(0)) revert InvalidAddress();
        peer[key] = addr;
        emit PeerSet(key, addr);
    }

    function unsetPeer(bytes32 key) external onlyOwner {
        emit PeerUnset(key, peer[key]);
        delete peer[key];
    }

    function setPeaqToken(address addr) external onlyOwner {
        if (peaqToken != address(0)) revert PeaqTokenAlreadySet();
        peaqToken = addr;
        emit PeaqTokenSet(addr);
    }

    function registerMachineDataContract(address addr) external onlyOwner {
        if (addr == address(0) || isMachineDataContract(addr)) revert InvalidAddress();
        modules.push(addr);
        emit MachineDataContractRegistered(addr);
    }

    function removeMachineDataContract(address addr) external onlyOwner {
        for (uint256 i = 0; i < modules.length; i++) {
            if (modules[i] != addr) continue;
            modules[i] = modules[modules.length - 1];
            modules.pop();
            emit MachineDataContractRemoved(addr);
            return;
        }
        revert InvalidAddress();
    }

    function registerChain(uint16 protocolChainId, uint8 kind, bytes32 nativeChainId_, uint32 messagingVendorId_)
        external
        onlyOwner
    {
        if (protocolChainId == 0 || kind == 0) revert InvalidChainId();
        if (chainOf[protocolChainId].kind == 0) chains.push(protocolChainId);
        chainOf[protocolChainId] = Chain(kind, nativeChainId_, messagingVendorId_);
        emit ChainRegistered(protocolChainId, kind, nativeChainId_, messagingVendorId_);
    }

    function setLocalChainId(uint16 value) external onlyOwner {
        localChainId = value;
        emit LocalChainIdSet(value);
    }

    function setSubscriptionPeriodLength(uint64 value) external onlyOwner {
        subscriptionPeriodLength = value;
        emit SubscriptionPeriodLengthSet(value);
    }

    function setGraceDuration(uint64 value) external onlyOwner {
        graceDuration = value;
        emit GraceDurationSet(value);
    }

    function setRunoffDuration(uint64 value) external onlyOwner {
        runoffDuration = value;
        emit RunoffDurationSet(value);
    }

    function setTierPriceUsd(uint8 tier, uint256 usdPrice) external onlyOwner {
        tierPriceUsd[tier] = usdPrice;
        emit TierPriceUsdSet(tier, usdPrice);
    }

    function isBridgingEnabled() external pure returns (bool) {
        return true;
    }

    function isMachineRelocationEnabled() external pure returns (bool) {
        return true;
    }

    function getMachineDataContracts() external view returns (address[] memory) {
        return modules;
    }

    function isMachineDataContract(address addr) public view returns (bool) {
        for (uint256 i = 0; i < modules.length; i++) {
            if (modules[i] == addr) return true;
        }
        return false;
    }

    function getRegisteredChains() external view returns (uint16[] memory) {
        return chains;
    }

    function isRegisteredChain(uint16 protocolChainId) external view returns (bool) {
        return chainOf[protocolChainId].kind != 0;
    }

    function chainKindOf(uint16 protocolChainId) external view returns (uint8) {
        return chainOf[protocolChainId].kind;
    }

    function nativeChainIdOf(uint16 protocolChainId) external view returns (bytes32) {
        return chainOf[protocolChainId].native;
    }

    function messagingVendorIdOf(uint16 protocolChainId) external view returns (uint32) {
        return chainOf[protocolChainId].vendor;
    }
}
