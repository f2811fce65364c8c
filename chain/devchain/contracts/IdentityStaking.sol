// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Owned} from "./Shared.sol";

/// Holds the bonds for good. Only the registry stakes, and there is no way out.
contract IdentityStaking is Owned {
    address public identityRegistry;
    bool public paused;
    mapping(uint256 => uint256) public stakeOf;

    event Staked(uint256 indexed machineId, uint256 amount);
    event Paused(address account);
    event Unpaused(address account);

    error UnauthorizedStaker(address account);
    error EnforcedPause();

    function initialize(address initialOwner, address registry) external {
        _initialize(initialOwner);
        identityRegistry = registry;
    }

    function stakeFor(uint256 machineId) external payable {
        if (_sender() != identityRegistry) revert UnauthorizedStaker(_sender());
        if (paused) revert EnforcedPause();
        stakeOf[machineId] += msg.value;
        emit Staked(machineId, msg.value);
    }

    function isStaked(uint256 machineId) external view returns (bool) {
        return stakeOf[machineId] != 0;
    }

    function pause() external onlyOwner {
        paused = true;
        emit Paused(_sender());
    }

    function unpause() external onlyOwner {
        paused = false;
        emit Unpaused(_sender());
    }
}
