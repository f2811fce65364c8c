// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIdentityRegistry, Owned, Token} from "./Shared.sol";

/// The transferable token of a machine, with ids of its own sequence. Bridging
/// to other chains is left out.
contract MachineNFT is Owned, Token {
    string public constant name = "peaqOS Machine";
    string public constant symbol = "MACHINE";

    IIdentityRegistry public identityRegistry;
    uint256 public nextTokenId;
    mapping(uint256 => uint256) public tokenIdOf;
    mapping(uint256 => uint256) public machineIdOf;
    mapping(uint256 => address) private approvals;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error MachineNotFound(uint256 machineId);
    error NotMachineOrOperator(uint256 machineId, address sender);
    error AlreadyMinted(uint256 machineId);
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);

    function initialize(address initialOwner, IIdentityRegistry registry) external {
        _initialize(initialOwner);
        identityRegistry = registry;
        nextTokenId = 1;
    }

    function mint(uint256 machineId, address recipient) external {
        if (!identityRegistry.machineExists(machineId)) revert MachineNotFound(machineId);
        address sender = _sender();
        if (
            sender != identityRegistry.machineWalletOf(machineId) && sender != identityRegistry.operatorOf(machineId)
                && sender != owner
        ) revert NotMachineOrOperator(machineId, sender);
        if (tokenIdOf[machineId] != 0) revert AlreadyMinted(machineId);
        uint256 tokenId = nextTokenId++;
        tokenIdOf[machineId] = tokenId;
        machineIdOf[tokenId] = machineId;
        _move(address(0), recipient, tokenId);
    }

    function approve(address to, uint256 tokenId) external {
        address holder = ownerOf(tokenId);
        if (_sender() != holder && !isApprovedForAll[holder][_sender()]) {
            revert ERC721InsufficientApproval(_sender(), tokenId);
        }
        approvals[tokenId] = to;
        emit Approval(holder, to, tokenId);
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return approvals[tokenId];
    }

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[_sender()][operator] = approved;
        emit ApprovalForAll(_sender(), operator, approved);
    }

    function transferFrom(address from, address to, uint256 tokenId) external {
        address holder = ownerOf(tokenId);
        address sender = _sender();
        if (sender != holder && !isApprovedForAll[holder][sender] && approvals[tokenId] != sender) {
            revert ERC721InsufficientApproval(sender, tokenId);
        }
        if (from != holder) revert ERC721IncorrectOwner(from, tokenId, holder);
        delete approvals[tokenId];
        _move(from, to, tokenId);
    }

    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return string.concat("https://mcr.example/metadata/", _decimal(tokenId));
    }
}
