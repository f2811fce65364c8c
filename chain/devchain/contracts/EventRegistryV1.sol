// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IdentityBook} from "./EventBook.sol";

/// The EventRegistry of generation 1.0 as first deployed: without currencies.
contract EventRegistryV1 is IdentityBook {
    struct MachineEvent {
        uint256 machineId;
        uint8 eventType;
        uint256 value;
        uint256 timestamp;
        bytes32 dataHash;
        uint8 trustLevel;
        uint256 sourceChainId;
        bytes32 sourceTxHash;
        bytes metadata;
    }

    event EventSubmitted(uint256 indexed machineId, uint256 indexed eventIndex, uint8 eventType, uint256 value);

    function submitEvent(
        uint256 machineId,
        uint8 eventType,
        uint256 value,
        uint256 timestamp,
        bytes32 dataHash,
        uint8 trustLevel,
        uint256 sourceChainId,
        bytes32 sourceTxHash,
        bytes memory metadata
    ) external whenNotPaused {
        _check(eventType, trustLevel, timestamp, metadata);
        _authorize(machineId);
        uint256 index = records[machineId].length;
        records[machineId].push(
            Stored(
                value, uint64(timestamp), eventType, trustLevel, false, dataHash, sourceChainId, sourceTxHash, metadata
            )
        );
        totalEventCount++;
        emit EventSubmitted(machineId, index, eventType, value);
    }

    function getEventAt(uint256 machineId, uint256 index) external view returns (MachineEvent memory) {
        if (index >= records[machineId].length) revert OffsetOutOfBounds();
        return _at(machineId, index);
    }

    function getEvents(uint256 machineId, uint256 offset, uint256 limit)
        external
        view
        returns (MachineEvent[] memory list)
    {
        list = new MachineEvent[](_page(machineId, offset, limit));
        for (uint256 i = 0; i < list.length; i++) list[i] = _at(machineId, offset + i);
    }

    function _at(uint256 machineId, uint256 index) private view returns (MachineEvent memory) {
        Stored storage s = records[machineId][index];
        return MachineEvent(
            machineId, s.eventType, s.value, s.timestamp, s.dataHash, s.trustLevel, s.sourceChainId, s.sourceTxHash, s.metadata
        );
    }
}
