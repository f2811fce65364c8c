// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeaq, Token} from "./Shared.sol";

interface IIdentityStaking {
    function stakeFor(uint256 machineId, address owner, uint256 amount) external;
}

/// One soulbound ERC-721 token a machine; the token id is the machine id.
/// A machine that registers itself has no operator; one registered by another
/// account has that account as its operator. The token goes to the machine.
contract IdentityRegistry is Token {
    enum Status { None, Pending, Verified, Rejected, Deactivated }

    string public constant name = "peaqOS Identity";
    string public constant symbol = "PEAQID";
    uint256 public constant MIN_BOND_FLOOR = 0.1 ether;

    mapping(uint256 => address) public machineWalletOf; // slot 5
    mapping(uint256 => address) public operatorOf;
    mapping(uint256 => Status) public machineStatus;
    mapping(address => uint256) public machineIdOfOwner; // by wallet, 0 for none
    uint256 public totalMachines;
    uint256 public minBond;
    IIdentityStaking private staking;
    IPeaq private wpeaq;
    string private baseURI;

    event Registered(uint256 indexed machineId, string machineURI, address indexed owner);
    event OperatorSet(uint256 indexed machineId, address indexed operator);
    event MachineVerified(uint256 indexed machineId);
    event MachineRejected(uint256 indexed machineId);
    event MachineDeactivated(uint256 indexed machineId, address indexed owner);
    event MachineReactivated(uint256 indexed machineId, address indexed owner);
    event BaseURISet(string newBaseURI);
    event MinBondChanged(uint256 indexed newMinBond);
    event IdentityStakingSet(address indexed staking);
    event WPEAQSet(address indexed wpeaq);

    error AlreadyRegistered();
    error BondBelowFloor();
    error BondNotRequired();
    error ContractNotConfigured();
    error IdentityNFTSoulbound();
    error IncorrectBondAmount();
    error InvalidMachineAddress();
    error InvalidStatus();
    error MachineNotFound();
    error NotMachineOwner();
    error WalletAlreadyBound(address wallet);

    function initialize(address initialOwner) external {
        _initialize(initialOwner);
    }

    function setBaseURI(string calldata newBaseURI) external onlyOwner {
        baseURI = newBaseURI;
        emit BaseURISet(newBaseURI);
    }

    /// Sets the exact bond of later registrations; 0 registers without one.
    function setMinBond(uint256 _minBond) external onlyOwner {
        if (_minBond != 0 && _minBond < MIN_BOND_FLOOR) revert BondBelowFloor();
        minBond = _minBond;
        emit MinBondChanged(_minBond);
    }

    function setIdentityStaking(IIdentityStaking _staking) external onlyOwner {
        if (address(_staking) == address(0)) revert InvalidAddress();
        staking = _staking;
        emit IdentityStakingSet(address(_staking));
    }

    function setWPEAQ(IPeaq _wpeaq) external onlyOwner {
        if (address(_wpeaq) == address(0)) revert InvalidAddress();
        wpeaq = _wpeaq;
        emit WPEAQSet(address(_wpeaq));
    }

    function register() external payable returns (uint256 machineId) {
        if (machineIdOfOwner[_sender()] != 0) revert AlreadyRegistered();
        return _register(_sender());
    }

    function registerFor(address machineAddress) external payable returns (uint256 machineId) {
        if (machineAddress == address(0) || machineAddress == _sender()) revert InvalidMachineAddress();
        if (machineIdOfOwner[machineAddress] != 0) revert WalletAlreadyBound(machineAddress);
        machineId = _register(machineAddress);
        operatorOf[machineId] = _sender();
        emit OperatorSet(machineId, _sender());
    }

    function verifyMachine(uint256 machineId) external onlyOwner {
        _advance(machineId, Status.Pending, Status.Verified);
        emit MachineVerified(machineId);
    }

    function rejectMachine(uint256 machineId) external onlyOwner {
        _advance(machineId, Status.Pending, Status.Rejected);
        emit MachineRejected(machineId);
    }

    function deactivateMachine(uint256 machineId) external {
        _onlyMachineOwner(machineId);
        if (machineStatus[machineId] == Status.Deactivated) revert InvalidStatus();
        machineStatus[machineId] = Status.Deactivated;
        emit MachineDeactivated(machineId, _sender());
    }

    function reactivateMachine(uint256 machineId) external {
        _onlyMachineOwner(machineId);
        _advance(machineId, Status.Deactivated, Status.Pending);
        emit MachineReactivated(machineId, _sender());
    }

    function machineExists(uint256 machineId) public view returns (bool) {
        return holders[machineId] != address(0);
    }

    function getVerificationInfo(uint256 machineId)
        external
        view
        returns (address owner_, address wallet_, bool exists_, uint8 status_)
    {
        return (
            holders[machineId], machineWalletOf[machineId], machineExists(machineId), uint8(machineStatus[machineId])
        );
    }

    function getMachineStatus(uint256 machineId) external view returns (uint8) {
        return uint8(machineStatus[machineId]);
    }

    function isVerified(uint256 machineId) external view returns (bool) {
        return machineStatus[machineId] == Status.Verified;
    }

    function isDeactivated(uint256 machineId) external view returns (bool) {
        return machineStatus[machineId] == Status.Deactivated;
    }

    function getOwnerIfExists(uint256 machineId) external view returns (address owner_, bool exists_) {
        return (holders[machineId], machineExists(machineId));
    }

    function verifyOwnership(uint256 machineId, address claimedOwner) external view returns (bool) {
        return machineExists(machineId) && holders[machineId] == claimedOwner;
    }

    function isAuthorizedOrOwner(address caller, uint256 machineId) external view returns (bool) {
        return machineExists(machineId) && (holders[machineId] == caller || operatorOf[machineId] == caller);
    }

    /// No machine has metadata: nothing official sets it.
    function getMetadata(uint256 machineId, string calldata) external view returns (bytes memory) {
        ownerOf(machineId);
        return "";
    }

    function getDIDPrecompile() external pure returns (address) {
        return 0x0000000000000000000000000000000000000800;
    }

    function tokenURI(uint256 machineId) public view returns (string memory) {
        ownerOf(machineId);
        return string.concat(baseURI, _decimal(machineId));
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

    function _register(address wallet) private returns (uint256 machineId) {
        machineId = ++totalMachines;
        machineWalletOf[machineId] = wallet;
        machineIdOfOwner[wallet] = machineId;
        machineStatus[machineId] = Status.Pending;
        _mint(wallet, machineId);
        emit Registered(machineId, tokenURI(machineId), wallet);
        _bond(machineId, wallet);
    }

    function _bond(uint256 machineId, address wallet) private {
        if (minBond == 0) {
            if (msg.value != 0) revert BondNotRequired();
            return;
        }
        if (msg.value != minBond) revert IncorrectBondAmount();
        if (address(staking) == address(0) || address(wpeaq) == address(0)) revert ContractNotConfigured();
        wpeaq.deposit{value: msg.value}();
        wpeaq.approve(address(staking), msg.value);
        staking.stakeFor(machineId, wallet, msg.value);
    }

    function _onlyMachineOwner(uint256 machineId) private view {
        if (!machineExists(machineId)) revert MachineNotFound();
        if (_sender() != holders[machineId]) revert NotMachineOwner();
    }

    function _advance(uint256 machineId, Status from, Status to) private {
        if (!machineExists(machineId)) revert MachineNotFound();
        if (machineStatus[machineId] != from) revert InvalidStatus();
        machineStatus[machineId] = to;
    }
}
