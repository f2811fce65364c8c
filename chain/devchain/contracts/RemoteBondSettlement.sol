// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Module} from "./Desk.sol";

/// Books bonds that were paid on other chains. Here the contract's owner says
/// that they were, in the place of the trust validators.
contract RemoteBondSettlement is Module {
    struct RemoteBondEntry {
        uint16 sourceChainId;
        uint8 tier;
        uint8 kind; // 0 activation, 1 renewal
        uint64 nonce;
        uint256 machineId;
        bytes32 sourceOperator;
        address operator;
        uint256 peaqAmount;
    }

    mapping(uint256 => mapping(uint16 => uint64)) public consumedNonceOf;

    event RemoteBondBooked(
        uint16 indexed sourceChainId,
        uint256 indexed machineId,
        address indexed operator,
        uint64 nonce,
        uint8 tier,
        uint8 kind,
        uint256 peaqAmount,
        uint256 creditApplied,
        bytes32 requestId
    );

    error ChainNotRegistered();
    error NonceAlreadyConsumed(uint64 consumed);
    error NotForeignChain();
    error NotTrustValidator();

    function settleRemoteBonds(RemoteBondEntry[] calldata entries) external returns (uint256 booked, uint256 skipped) {
        if (_sender() != owner) revert NotTrustValidator();
        for (uint256 i = 0; i < entries.length; i++) _book(entries[i]);
        return (entries.length, 0);
    }

    function requestIdOf(uint16 sourceChainId, uint256 machineId, uint64 nonce) public pure returns (bytes32) {
        return keccak256(abi.encode(sourceChainId, machineId, nonce));
    }

    function _book(RemoteBondEntry calldata e) private {
        if (e.sourceChainId == infoDesk.localChainId()) revert NotForeignChain();
        if (!infoDesk.isRegisteredChain(e.sourceChainId)) revert ChainNotRegistered();
        uint64 consumed = consumedNonceOf[e.machineId][e.sourceChainId];
        if (e.nonce <= consumed) revert NonceAlreadyConsumed(consumed);
        consumedNonceOf[e.machineId][e.sourceChainId] = e.nonce;
        bytes32 request = requestIdOf(e.sourceChainId, e.machineId, e.nonce);
        _subscription().bondForeign(e.machineId, e.operator, e.tier, e.peaqAmount, e.peaqAmount, e.kind, request);
        emit RemoteBondBooked(
            e.sourceChainId, e.machineId, e.operator, e.nonce, e.tier, e.kind, e.peaqAmount, 0, request
        );
    }
}
