// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Forwarded} from "./Shared.sol";

/// The DID precompile of peaq, to stand at 0x..0800. Its rules are the node's:
/// - anyone may add a name that is free, on any account; who did so may update
///   and remove it from then on, also after it was removed and added by another;
/// - a read returns expired attributes; `validity` is the block of expiry;
/// - `created` is the time of the first write in milliseconds.
/// How an absent attribute reverts is told in two ways: this one does either,
/// by the last bit of the account.
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
    uint256 private constant MAX_VALUE = 2560;

    mapping(address => mapping(bytes32 => Stored)) private attributes;
    mapping(address => mapping(bytes32 => mapping(address => bool))) private writers;

    event AddAttribute(address sender, address didAccount, bytes name, bytes value, uint32 validity);
    event UpdateAttribute(address sender, address didAccount, bytes name, bytes value, uint32 validity);
    event RemoveAttribute(address didAccount, bytes name);

    error EntryNotFound(address account, bytes name);

    function readAttribute(address didAccount, bytes memory name) external view returns (Attribute memory) {
        Stored memory s = attributes[didAccount][keccak256(name)];
        if (s.created == 0 && uint160(didAccount) & 1 == 1) revert EntryNotFound(didAccount, name);
        require(s.created != 0, "Cannot find the item");
        return Attribute(name, s.value, s.validity, s.created);
    }

    function addAttribute(address didAccount, bytes memory name, bytes memory value, uint32 validityFor)
        external
        returns (bool)
    {
        require(name.length <= MAX_NAME, "AttributeNameExceedMax64");
        require(value.length <= MAX_VALUE, "AttributeValueExceedMax2560");
        bytes32 key = keccak256(name);
        Stored storage s = attributes[didAccount][key];
        require(s.created == 0, "AttributeAlreadyExist");
        writers[didAccount][key][_sender()] = true;
        s.value = value;
        s.validity = _until(validityFor);
        s.created = uint64(block.timestamp * 1000);
        emit AddAttribute(_sender(), didAccount, name, value, validityFor);
        return true;
    }

    function updateAttribute(address didAccount, bytes memory name, bytes memory value, uint32 validityFor)
        external
        returns (bool)
    {
        Stored storage s = _owned(didAccount, name);
        s.value = value;
        s.validity = _until(validityFor);
        emit UpdateAttribute(_sender(), didAccount, name, value, validityFor);
        return true;
    }

    function removeAttribute(address didAccount, bytes memory name) external returns (bool) {
        _owned(didAccount, name);
        delete attributes[didAccount][keccak256(name)];
        emit RemoveAttribute(didAccount, name);
        return true;
    }

    function _owned(address didAccount, bytes memory name) private view returns (Stored storage s) {
        bytes32 key = keccak256(name);
        s = attributes[didAccount][key];
        require(s.created != 0, "AttributeNotFound");
        require(writers[didAccount][key][_sender()], "AttributeAuthorizationFailed");
    }

    function _until(uint32 validityFor) private view returns (uint32) {
        if (validityFor == 0) return type(uint32).max;
        return uint32(block.number) + validityFor;
    }
}
