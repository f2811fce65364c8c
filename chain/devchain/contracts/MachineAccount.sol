// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A smart account that its owner makes calls through: the wallet of a machine
/// whose events do not come from a key of its own. Its owner stands in the
/// genesis block.
contract MachineAccount {
    address public owner;

    error OnlyOwner();
    error LengthMismatch();

    modifier onlyOwner() {
        if (msg.sender != owner) revert OnlyOwner();
        _;
    }

    receive() external payable {}

    function execute(address target, uint256 value, bytes calldata data) external payable onlyOwner {
        _call(target, value, data);
    }

    function executeBatch(address[] calldata targets, uint256[] calldata values, bytes[] calldata datas)
        external
        payable
        onlyOwner
    {
        if (targets.length != values.length || targets.length != datas.length) revert LengthMismatch();
        for (uint256 i = 0; i < targets.length; i++) _call(targets[i], values[i], datas[i]);
    }

    function _call(address target, uint256 value, bytes calldata data) private {
        (bool ok, bytes memory reason) = target.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}
