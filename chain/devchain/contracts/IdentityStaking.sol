// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeaq, Pausable} from "./Shared.sol";

/// Holds the bonds for good: who is authorised stakes, and there is no way out.
contract IdentityStaking is Pausable {
    IPeaq public stakingToken;
    mapping(address => bool) public isAuthorized;
    mapping(uint256 => uint256) public getStake;
    uint256 public totalStaked;

    event Authorized(address indexed addr);
    event Revoked(address indexed addr);
    event Staked(uint256 indexed machineId, address indexed owner, uint256 amount);

    error AlreadyStaked();
    error AmountZero();
    error NotAuthorized();

    function initialize(IPeaq _stakingToken, address _owner) external {
        _initialize(_owner);
        stakingToken = _stakingToken;
    }

    function authorize(address addr) external onlyOwner {
        if (addr == address(0)) revert InvalidAddress();
        isAuthorized[addr] = true;
        emit Authorized(addr);
    }

    function revoke(address addr) external onlyOwner {
        isAuthorized[addr] = false;
        emit Revoked(addr);
    }

    function stakeFor(uint256 machineId, address owner_, uint256 amount) external whenNotPaused {
        if (!isAuthorized[_sender()]) revert NotAuthorized();
        if (amount == 0) revert AmountZero();
        if (getStake[machineId] != 0) revert AlreadyStaked();
        stakingToken.transferFrom(_sender(), address(this), amount);
        getStake[machineId] = amount;
        totalStaked += amount;
        emit Staked(machineId, owner_, amount);
    }

    function isStaked(uint256 machineId) external view returns (bool) {
        return getStake[machineId] != 0;
    }

    function getStakeInfo(uint256 machineId)
        external
        view
        returns (uint256 amount, uint8 status, uint32 slashCount, uint64 unstakeRequestTime)
    {
        amount = getStake[machineId];
        return (amount, amount == 0 ? 0 : 1, 0, 0);
    }
}
