// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Forwarded} from "./Shared.sol";

/// The DID precompile of peaq, to stand at 0x..0800. Its rules are the node's:
/// - anyone may add a name that is free, on any account; who did so may update
///   and remove it from then on, also after it was removed and added by another;
/// - a read returns expired attributes; `validity` is the block of expiry;
/// - `created` is the time of the first write in milliseconds.
contract DIDRegistry is Forwarded {
    struct Attribute {
        bytes name;
        bytes value;
        uint32 validity;
        uint256 created;
    }

    struct Stored {
        bytes value;
        uint32 validity;
        uint64 created;
    }

    uint256 private constant MAX_NAME = 64;

    mapping(address => mapping(bytes32 => Stored)) private attributes;
    mapping(address => mapping(bytes32 => mapping(address => bool))) private writers;

    event AddAttribute(address sender, address did_account, bytes name, bytes value, uint32 validity);
    event UpdateAttribute(address sender, address did_account, bytes name, bytes value, uint32 validity);
    event RemoveAttribute(address did_account, bytes name);

    function readAttribute(address did_account, bytes memory name) external view returns (Attribute memory) {
        Stored memory s = attributes[did_account][keccak256(name)];
        require(s.created != 0, "Cannot find the item");
        return Attribute(name, s.value, s.validity, s.created);
    }

    function addAttribute(address did_account, bytes memory name, bytes memory value, uint32 validity_for)
        external
        returns (bool)
    {
        require(name.length <= MAX_NAME, "AttributeNameExceedMax64");
        bytes32 key = keccak256(name);
        Stored storage s = attributes[did_account][key];
        require(s.created == 0, "AttributeAlreadyExist");
        writers[did_account][key][_sender()] = true;
        s.value = value;
        s.validity = _until(validity_for);
        s.created = uint64(block.timestamp * 1000);
        emit AddAttribute(_sender(), did_account, name, value, validity_for);
        return true;
    }

    function updateAttribute(address did_account, bytes memory name, bytes memory value, uint32 validity_for)
        external
        returns (bool)
    {
        Stored storage s = _owned(did_account, name);
        s.value = value;
        s.validity = _until(validity_for);
        emit UpdateAttribute(_sender(), did_account, name, value, validity_for);
        return true;
    }

    function removeAttribute(address did_account, bytes memory name) external returns (bool) {
        _owned(did_account, name);
        delete attributes[did_account][keccak256(name)];
        emit RemoveAttribute(did_account, name);
        return true;
    }

    function _owned(address did_account, bytes memory name) private view returns (Stored storage s) {
        bytes32 key = keccak256(name);
        s = attributes[did_account][key];
        require(s.created != 0, "AttributeNotFound");
        require(writers[did_account][key][_sender()], "AttributeAuthorizationFailed");
    }

    function _until(uint32 validityFor) private view returns (uint32) {
        if (validityFor == 0) return type(uint32).max;
        return uint32(block.number) + validityFor;
    }
}
