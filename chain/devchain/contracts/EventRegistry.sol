// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CurrencyBook} from "./EventBook.sol";
import {Driven, IMachineData} from "./Desk.sol";

/// The EventRegistry of generation 2.0. A machine that relocates here brings its
/// last event along, which has no log; a zeroed one is taken as it is.
contract EventRegistry is Driven, CurrencyBook, IMachineData {
    uint8 private constant GRACE = 2;

    mapping(uint256 => uint256) public priorEventCount;

    event MachineEventsImported(uint256 indexed machineId, uint256 priorEventCount);

    error NotOwnerOrController();
    error SubscriptionNotEligible(uint8 status);

    /// Takes the count of events on the previous home, and the last of them.
    function importMachine(uint256 machineId, bytes calldata data) external onlyStateAndSync {
        if (data.length == 0) return;
        (uint256 count, MachineEvent memory last) = abi.decode(data, (uint256, MachineEvent));
        priorEventCount[machineId] = count;
        _append(last, machineId);
        emit MachineEventsImported(machineId, count);
    }

    function exportMachine(uint256 machineId) external view returns (bytes memory) {
        uint256 count = records[machineId].length;
        if (count == 0) return "";
        return abi.encode(count, _at(machineId, count - 1));
    }

    // Only the owner or the controller of a machine with a token and a
    // subscription submits.
    function _mayRecord(uint256 machineId) internal view override {
        if (!_manages(machineId)) revert NotOwnerOrController();
        uint8 status = _subscription().subscriptionStatus(machineId);
        if (status == 0 || status > GRACE) revert SubscriptionNotEligible(status);
    }
}
