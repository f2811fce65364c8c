// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TransferableToken} from "./Shared.sol";
import {DIDDocument, Driven, ILifecycle, IMachineData, ServiceEndpoint, VerificationMethod} from "./Desk.sol";

/// One transferable ERC-721 token a machine, whose id is the machine's, and the
/// machine's DID document. Views of a token that is not here revert.
contract MachineRegistry is Driven, TransferableToken, ILifecycle, IMachineData {
    string public constant name = "peaq Machine Registry";
    string public constant symbol = "MREG";

    bytes32 private constant MACHINE_REGISTRY_KEY = keccak256("MACHINE_REGISTRY_KEY");
    string private constant PREFIX = "did:peaq:";

    struct Machine {
        address controller;
        address manufacturer;
        string machineType;
        bytes credentialSubject;
        uint256[] authentication;
        VerificationMethod[] methods;
        ServiceEndpoint[] endpoints;
    }

    mapping(uint256 => Machine) private machines;

    event MachineMinted(uint256 indexed tokenId, address indexed to, address indexed controller, string machineType);
    event MachineBridgedIn(uint256 indexed tokenId, address indexed to, string machineType);
    event MachineBridgedOut(uint256 indexed tokenId, string machineType);
    event MachineRetired(uint256 indexed tokenId);
    event LegacyMachineReissued(uint256 indexed oldId, uint256 indexed newId, address indexed to);
    event ControllerUpdated(
        uint256 indexed tokenId, address indexed oldController, address indexed newController
    );
    event ServiceEndpointsUpdated(uint256 indexed tokenId);
    event VerificationMethodsUpdated(uint256 indexed tokenId);
    event AuthenticationUpdated(uint256 indexed tokenId);

    error CredentialSubjectMismatch();
    error ERC721InvalidSender(address sender);
    error InvalidAuthenticationIndex();
    error InvalidDIDFormat();
    error MachineRelocating();
    error NotMachineOwner();
    error NotOwnerOrController();

    modifier managed(uint256 tokenId) {
        if (_sender() != ownerOf(tokenId) && _sender() != machines[tokenId].controller) revert NotOwnerOrController();
        _mayTransfer(tokenId);
        _;
    }

    // Births and deaths.

    /// Mints; data is the document, type, subject and manufacturer.
    function onMachineOnboarded(uint256 machineId, address operator, bytes calldata data) external onlyStateAndSync {
        (DIDDocument memory doc, string memory machineType_, bytes memory subject, address manufacturer_) =
            abi.decode(data, (DIDDocument, string, bytes, address));
        _create(machineId, operator, doc, machineType_, subject, manufacturer_);
        emit MachineMinted(machineId, operator, doc.controller, machineType_);
    }

    function onMachineRetired(uint256 machineId) external onlyStateAndSync {
        _burn(machineId);
        delete machines[machineId];
        emit MachineRetired(machineId);
    }

    function bridgeBurn(uint256 tokenId)
        external
        onlyStateAndSync
        returns (DIDDocument memory doc, string memory machineType_, bytes memory subject, address manufacturer_)
    {
        Machine storage m = machines[tokenId];
        (doc, machineType_, subject, manufacturer_) =
            (didDocument(tokenId), m.machineType, m.credentialSubject, m.manufacturer);
        _burn(tokenId);
        delete machines[tokenId];
        emit MachineBridgedOut(tokenId, machineType_);
    }

    function reissueMachine(
        uint256 oldId,
        uint256 newId,
        address to,
        DIDDocument memory doc,
        string memory machineType_,
        bytes memory credentialSubject_,
        address manufacturer_
    ) external onlyStateAndSync {
        _burn(oldId);
        delete machines[oldId];
        _create(newId, to, doc, machineType_, credentialSubject_, manufacturer_);
        emit LegacyMachineReissued(oldId, newId, to);
    }

    /// The owner comes first, since another chain knows nobody here.
    function importMachine(uint256 machineId, bytes calldata data) external onlyStateAndSync {
        (address to, DIDDocument memory doc, string memory machineType_, bytes memory subject, address manufacturer_) =
            abi.decode(data, (address, DIDDocument, string, bytes, address));
        _create(machineId, to, doc, machineType_, subject, manufacturer_);
        emit MachineBridgedIn(machineId, to, machineType_);
    }

    function exportMachine(uint256 machineId) external view returns (bytes memory) {
        Machine storage m = machines[machineId];
        return abi.encode(
            ownerOf(machineId), didDocument(machineId), m.machineType, m.credentialSubject, m.manufacturer
        );
    }

    // The document.

    function setController(uint256 tokenId, address newController) external {
        if (_sender() != ownerOf(tokenId)) revert NotMachineOwner();
        _mayTransfer(tokenId);
        emit ControllerUpdated(tokenId, machines[tokenId].controller, newController);
        machines[tokenId].controller = newController;
    }

    function setServiceEndpoints(uint256 tokenId, ServiceEndpoint[] calldata newServiceEndpoints)
        external
        managed(tokenId)
    {
        machines[tokenId].endpoints = newServiceEndpoints;
        emit ServiceEndpointsUpdated(tokenId);
    }

    function setVerificationMethods(uint256 tokenId, VerificationMethod[] calldata newVerificationMethods)
        external
        managed(tokenId)
    {
        machines[tokenId].methods = newVerificationMethods;
        emit VerificationMethodsUpdated(tokenId);
    }

    function setAuthentication(uint256 tokenId, uint256[] calldata newAuthentication) external managed(tokenId) {
        for (uint256 i = 0; i < newAuthentication.length; i++) {
            if (newAuthentication[i] >= machines[tokenId].methods.length) revert InvalidAuthenticationIndex();
        }
        machines[tokenId].authentication = newAuthentication;
        emit AuthenticationUpdated(tokenId);
    }

    function controllerOf(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return machines[tokenId].controller;
    }

    /// The owner of a machine that is here, the mirrored operator of one that is
    /// elsewhere.
    function operatorOf(uint256 tokenId) external view returns (address) {
        if (holders[tokenId] != address(0)) return holders[tokenId];
        bytes memory mirrored = _mirror().getMirroredData(tokenId, MACHINE_REGISTRY_KEY);
        if (mirrored.length < 32) revert ERC721NonexistentToken(tokenId);
        return address(uint160(uint256(bytes32(mirrored))));
    }

    function didDocument(uint256 tokenId) public view returns (DIDDocument memory) {
        ownerOf(tokenId);
        Machine storage m = machines[tokenId];
        return DIDDocument(didFromTokenId(tokenId), m.controller, m.methods, m.authentication, m.endpoints);
    }

    function serviceEndpointsOf(uint256 tokenId) external view returns (ServiceEndpoint[] memory) {
        ownerOf(tokenId);
        return machines[tokenId].endpoints;
    }

    function verificationMethodsOf(uint256 tokenId) external view returns (VerificationMethod[] memory) {
        ownerOf(tokenId);
        return machines[tokenId].methods;
    }

    function authenticationOf(uint256 tokenId) external view returns (uint256[] memory) {
        ownerOf(tokenId);
        return machines[tokenId].authentication;
    }

    function machineTypeOf(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return machines[tokenId].machineType;
    }

    function manufacturerOf(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return machines[tokenId].manufacturer;
    }

    function credentialSubjectOf(uint256 tokenId) external view returns (bytes memory) {
        ownerOf(tokenId);
        return machines[tokenId].credentialSubject;
    }

    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return string.concat("https://mcr.example/metadata/", _decimal(tokenId));
    }

    // Ids.

    function computeTokenId(string memory machineType_, bytes memory credentialSubject_)
        public
        pure
        returns (uint256)
    {
        return uint256(keccak256(abi.encode(machineType_, credentialSubject_)));
    }

    function didFromTokenId(uint256 tokenId_) public pure returns (string memory) {
        return string.concat(PREFIX, _decimal(tokenId_));
    }

    function tokenIdFromDid(string calldata didString_) external pure returns (uint256 id) {
        bytes calldata did = bytes(didString_);
        uint256 from = bytes(PREFIX).length;
        if (did.length <= from || did.length > from + 78) revert InvalidDIDFormat();
        for (uint256 i = from; i < did.length; i++) {
            uint256 digit = uint256(uint8(did[i])) - 48;
            if (digit > 9) revert InvalidDIDFormat();
            id = id * 10 + digit;
        }
        if (keccak256(bytes(didFromTokenId(id))) != keccak256(did)) revert InvalidDIDFormat();
    }

    function _create(
        uint256 id,
        address to,
        DIDDocument memory doc,
        string memory machineType_,
        bytes memory subject,
        address manufacturer_
    ) private {
        if (computeTokenId(machineType_, subject) != id) revert CredentialSubjectMismatch();
        if (holders[id] != address(0)) revert ERC721InvalidSender(address(0));
        _mint(to, id);
        Machine storage m = machines[id];
        m.controller = doc.controller;
        m.manufacturer = manufacturer_;
        m.machineType = machineType_;
        m.credentialSubject = subject;
        m.authentication = doc.authentication;
        for (uint256 i = 0; i < doc.verificationMethods.length; i++) m.methods.push(doc.verificationMethods[i]);
        for (uint256 i = 0; i < doc.serviceEndpoints.length; i++) m.endpoints.push(doc.serviceEndpoints[i]);
    }

    function _mayTransfer(uint256 tokenId) internal view override {
        if (_state().isRelocating(tokenId)) revert MachineRelocating();
    }
}
