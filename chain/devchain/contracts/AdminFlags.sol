// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Upgradeable} from "./Shared.sol";

/// The owner's negative flags and trust overrides.
contract AdminFlags is Upgradeable {
    struct Override {
        bool set;
        uint8 value;
    }

    /// The time of a machine's flag in Unix seconds, 0 where it has none.
    mapping(uint256 => uint256) public negativeFlagAt;
    mapping(uint256 => Override) private overrides;

    event MachineFlagged(uint256 indexed machineId, uint256 timestamp);
    event FlagCleared(uint256 indexed machineId);
    event TrustOverrideSet(uint256 indexed machineId, uint8 value);
    event TrustOverrideCleared(uint256 indexed machineId);

    error InvalidTrustOverride(uint8 value);

    function initialize(address initialOwner) external {
        _initialize(initialOwner);
    }

    function flagMachine(uint256 machineId) external onlyOwner {
        negativeFlagAt[machineId] = block.timestamp;
        emit MachineFlagged(machineId, block.timestamp);
    }

    function clearFlag(uint256 machineId) external onlyOwner {
        delete negativeFlagAt[machineId];
        emit FlagCleared(machineId);
    }

    function setTrustOverride(uint256 machineId, uint8 value) external onlyOwner {
        if (value > 100) revert InvalidTrustOverride(value);
        overrides[machineId] = Override(true, value);
        emit TrustOverrideSet(machineId, value);
    }

    function clearTrustOverride(uint256 machineId) external onlyOwner {
        delete overrides[machineId];
        emit TrustOverrideCleared(machineId);
    }

    function trustOverride(uint256 machineId) external view returns (bool set, uint256 value) {
        Override memory o = overrides[machineId];
        return (o.set, o.value);
    }
}
