// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Forwarded} from "./Shared.sol";

/// The batch precompile of peaq, to stand at 0x..0805. Two things differ from
/// the precompile, because a contract cannot do them: inner calls come from
/// here, with the caller appended to their calldata (see Forwarded), and their
/// values are taken from the value sent along, so the functions are payable.
contract Batch is Forwarded {
    uint256 private constant MAX_CALLS = 512;
    uint256 private constant MAX_CALLDATA = 65536;

    event SubcallSucceeded(uint256 index);
    event SubcallFailed(uint256 index);

    function batchSome(
        address[] calldata to,
        uint256[] calldata value,
        bytes[] calldata callData,
        uint64[] calldata gasLimit
    ) external payable {
        _check(to.length, callData);
        for (uint256 i = 0; i < to.length; i++) _call(i, to[i], value, callData, gasLimit);
    }

    function batchSomeUntilFailure(
        address[] calldata to,
        uint256[] calldata value,
        bytes[] calldata callData,
        uint64[] calldata gasLimit
    ) external payable {
        _check(to.length, callData);
        for (uint256 i = 0; i < to.length; i++) {
            (bool ok,) = _call(i, to[i], value, callData, gasLimit);
            if (!ok) return;
        }
    }

    function batchAll(
        address[] calldata to,
        uint256[] calldata value,
        bytes[] calldata callData,
        uint64[] calldata gasLimit
    ) external payable {
        _check(to.length, callData);
        for (uint256 i = 0; i < to.length; i++) {
            (bool ok, bytes memory reason) = _call(i, to[i], value, callData, gasLimit);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
        }
    }

    function _check(uint256 calls, bytes[] calldata callData) private pure {
        require(calls <= MAX_CALLS && callData.length <= MAX_CALLS, "array too long");
        for (uint256 i = 0; i < callData.length; i++) {
            require(callData[i].length <= MAX_CALLDATA, "calldata too long");
        }
    }

    // Missing values and calldata are empty, a missing or zero gas limit is all the gas left.
    function _call(
        uint256 i,
        address to,
        uint256[] calldata value,
        bytes[] calldata callData,
        uint64[] calldata gasLimit
    ) private returns (bool ok, bytes memory reason) {
        uint256 amount = i < value.length ? value[i] : 0;
        uint256 limit = i < gasLimit.length && gasLimit[i] != 0 ? gasLimit[i] : gasleft();
        bytes memory data = abi.encodePacked(i < callData.length ? callData[i] : bytes(""), _sender());
        (ok, reason) = to.call{value: amount, gas: limit}(data);
        if (ok) emit SubcallSucceeded(i);
        else emit SubcallFailed(i);
    }
}
