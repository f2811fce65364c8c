// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIdentityStaking, Owned, Token} from "./Shared.sol";

/// One soulbound ERC-721 token a machine; the token id is the machine id.
/// A machine that registers itself has no operator; one registered by another
/// account has that account as its operator. The token goes to the machine.
contract IdentityRegistry is Owned, Token {
    enum Status { None, Pending, Verified, Rejected, Deactivated }

    string public constant name = "peaqOS Identity";
    string public constant symbol = "PEAQID";

    IIdentityStaking public identityStaking;
    uint256 public minBond;
    uint256 public nextMachineId;
    mapping(uint256 => address) public machineWalletOf;
    mapping(uint256 => address) public operatorOf;
    mapping(uint256 => Status) public machineStatus;
    mapping(address => bool) private registered;

    event MachineRegistered(uint256 indexed machineId, address indexed wallet, address indexed operator);
    event MachineStatusChanged(uint256 indexed machineId, Status status);

    error AlreadyRegistered();
    error IdentityNFTSoulbound();
    error InsufficientBond(uint256 sent, uint256 required);

    function initialize(address initialOwner, IIdentityStaking staking, uint256 bond) external {
        _initialize(initialOwner);
        identityStaking = staking;
        minBond = bond;
        nextMachineId = 1;
    }

    function register() external payable returns (uint256 machineId) {
        machineId = _register(_sender(), address(0));
        _bond(machineId);
    }

    function registerFor(address machineAddress) external payable returns (uint256 machineId) {
        machineId = _register(machineAddress, _sender());
        _bond(machineId);
    }

    /// Registers a machine without a bond, the demo chain's way to an unbonded
    /// one: real bonds are never given back.
    function registerUnbonded(address machineAddress, address operator) external onlyOwner returns (uint256) {
        return _register(machineAddress, operator);
    }

    function setMachineStatus(uint256 machineId, Status status) external onlyOwner {
        ownerOf(machineId);
        machineStatus[machineId] = status;
        emit MachineStatusChanged(machineId, status);
    }

    /// Replaces a machine's wallet; zero leaves the machine without one.
    function setMachineWallet(uint256 machineId, address wallet) external onlyOwner {
        ownerOf(machineId);
        machineWalletOf[machineId] = wallet;
    }

    function machineExists(uint256 machineId) external view returns (bool) {
        return holders[machineId] != address(0);
    }

    function tokenURI(uint256 machineId) external view returns (string memory) {
        ownerOf(machineId);
        return string.concat("https://mcr.example/machines/", _decimal(machineId));
    }

    function transferFrom(address, address, uint256) external pure {
        revert IdentityNFTSoulbound();
    }

    function safeTransferFrom(address, address, uint256) external pure {
        revert IdentityNFTSoulbound();
    }

    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert IdentityNFTSoulbound();
    }

    function approve(address, uint256) external pure {
        revert IdentityNFTSoulbound();
    }

    function setApprovalForAll(address, bool) external pure {
        revert IdentityNFTSoulbound();
    }

    function _register(address wallet, address operator) private returns (uint256 machineId) {
        if (registered[wallet]) revert AlreadyRegistered();
        registered[wallet] = true;
        machineId = nextMachineId++;
        machineWalletOf[machineId] = wallet;
        operatorOf[machineId] = operator;
        machineStatus[machineId] = Status.Pending;
        _move(address(0), wallet, machineId);
        emit MachineRegistered(machineId, wallet, operator);
    }

    function _bond(uint256 machineId) private {
        if (msg.value < minBond) revert InsufficientBond(msg.value, minBond);
        identityStaking.stakeFor{value: msg.value}(machineId);
    }
}
