// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// What several contracts of the demo chain share.

/// The batch precompile of peaq makes its inner calls in the name of its
/// caller. A contract cannot do that, so Batch at 0x..0805 appends the caller's
/// 20 bytes to the inner calldata, as ERC-2771 forwarders do, and every
/// contract of the demo chain believes that one forwarder.
abstract contract Forwarded {
    address internal constant BATCH = 0x0000000000000000000000000000000000000805;

    function _sender() internal view returns (address) {
        if (msg.sender != BATCH || msg.data.length < 20) return msg.sender;
        return address(bytes20(msg.data[msg.data.length - 20:]));
    }
}

/// A contract behind an ERC-1967 proxy: initialised once, with one owner, who
/// may replace the implementation.
abstract contract Upgradeable is Forwarded {
    bytes32 private constant IMPLEMENTATION = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    string public constant UPGRADE_INTERFACE_VERSION = "5.0.0";

    address public owner;

    event Initialized(uint64 version);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event Upgraded(address indexed implementation);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    error InvalidInitialization();
    error InvalidAddress();
    error ERC1967InvalidImplementation(address implementation);
    error FailedCall();

    modifier onlyOwner() {
        if (_sender() != owner) revert OwnableUnauthorizedAccount(_sender());
        _;
    }

    function transferOwnership(address newOwner) external onlyOwner {
        if (newOwner == address(0)) revert OwnableInvalidOwner(newOwner);
        emit OwnershipTransferred(owner, newOwner);
        owner = newOwner;
    }

    function proxiableUUID() external pure returns (bytes32) {
        return IMPLEMENTATION;
    }

    function upgradeToAndCall(address newImplementation, bytes calldata data) external payable onlyOwner {
        (bool ok, bytes memory uuid) = newImplementation.staticcall(abi.encodeCall(this.proxiableUUID, ()));
        if (!ok || uuid.length != 32 || bytes32(uuid) != IMPLEMENTATION) {
            revert ERC1967InvalidImplementation(newImplementation);
        }
        assembly ("memory-safe") {
            sstore(IMPLEMENTATION, newImplementation)
        }
        emit Upgraded(newImplementation);
        if (data.length == 0) return;
        (ok,) = newImplementation.delegatecall(data);
        if (!ok) revert FailedCall();
    }

    function _initialize(address initialOwner) internal {
        if (owner != address(0)) revert InvalidInitialization();
        owner = initialOwner;
        emit OwnershipTransferred(address(0), initialOwner);
        emit Initialized(1);
    }
}

abstract contract Pausable is Upgradeable {
    bool public paused;

    event Paused(address account);
    event Unpaused(address account);

    error EnforcedPause();
    error ExpectedPause();

    modifier whenNotPaused() {
        if (paused) revert EnforcedPause();
        _;
    }

    function pause() external onlyOwner whenNotPaused {
        paused = true;
        emit Paused(_sender());
    }

    function unpause() external onlyOwner {
        if (!paused) revert ExpectedPause();
        paused = false;
        emit Unpaused(_sender());
    }
}

/// The state and the views of an ERC-721 token without the enumerable
/// extension; what may be transferred is for the contract that inherits it.
abstract contract Token is Upgradeable {
    mapping(uint256 => address) internal holders;
    mapping(address => uint256) internal balances;
    mapping(uint256 => address) internal approvals;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error ERC721NonexistentToken(uint256 tokenId);
    error ERC721InvalidOwner(address owner);
    error ERC721InvalidReceiver(address receiver);

    function ownerOf(uint256 tokenId) public view returns (address) {
        address holder = holders[tokenId];
        if (holder == address(0)) revert ERC721NonexistentToken(tokenId);
        return holder;
    }

    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);
        return balances[owner];
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return approvals[tokenId];
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == 0x01ffc9a7 || interfaceId == 0x80ac58cd || interfaceId == 0x5b5e139f;
    }

    function _mint(address to, uint256 tokenId) internal {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        _move(address(0), to, tokenId);
    }

    function _burn(uint256 tokenId) internal {
        _move(ownerOf(tokenId), address(0), tokenId);
    }

    function _move(address from, address to, uint256 tokenId) internal {
        delete approvals[tokenId];
        if (from != address(0)) balances[from]--;
        if (to != address(0)) balances[to]++;
        holders[tokenId] = to;
        emit Transfer(from, to, tokenId);
    }

    function _decimal(uint256 n) internal pure returns (string memory) {
        uint256 digits = 1;
        for (uint256 rest = n / 10; rest != 0; rest /= 10) digits++;
        bytes memory text = new bytes(digits);
        for (; digits != 0; n /= 10) text[--digits] = bytes1(uint8(48 + n % 10));
        return string(text);
    }
}

/// A token that its holder may pass on.
abstract contract TransferableToken is Token {
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    error ERC721InvalidApprover(address approver);

    function approve(address to, uint256 tokenId) external {
        address holder = ownerOf(tokenId);
        if (_sender() != holder && !isApprovedForAll[holder][_sender()]) revert ERC721InvalidApprover(_sender());
        approvals[tokenId] = to;
        emit Approval(holder, to, tokenId);
    }

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[_sender()][operator] = approved;
        emit ApprovalForAll(_sender(), operator, approved);
    }

    function transferFrom(address from, address to, uint256 tokenId) external {
        _transfer(from, to, tokenId);
    }

    function _transfer(address from, address to, uint256 tokenId) private {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        address holder = ownerOf(tokenId);
        address sender = _sender();
        if (sender != holder && !isApprovedForAll[holder][sender] && approvals[tokenId] != sender) {
            revert ERC721InsufficientApproval(sender, tokenId);
        }
        if (from != holder) revert ERC721IncorrectOwner(from, tokenId, holder);
        _mayTransfer(tokenId);
        _move(from, to, tokenId);
    }

    function _mayTransfer(uint256 tokenId) internal view virtual {}
}

interface IPeaq {
    function deposit() external payable;
    function approve(address spender, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}
