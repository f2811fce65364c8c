// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// An implementation that writes storage, for states that no official function
/// of a contract leads to. A proxy is upgraded to it with a call of write, which
/// puts the former implementation back along with the rest.
contract Override {
    function proxiableUUID() external pure returns (bytes32) {
        return 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    }

    function write(bytes32[] calldata slots, bytes32[] calldata values) external {
        for (uint256 i = 0; i < slots.length; i++) {
            bytes32 slot = slots[i];
            bytes32 value = values[i];
            assembly ("memory-safe") {
                sstore(slot, value)
            }
        }
    }
}
