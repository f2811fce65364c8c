// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// What several contracts of the demo chain share.

interface IIdentityRegistry {
    function machineExists(uint256 machineId) external view returns (bool);
    function machineWalletOf(uint256 machineId) external view returns (address);
    function operatorOf(uint256 machineId) external view returns (address);
}

interface IIdentityStaking {
    function stakeFor(uint256 machineId) external payable;
    function isStaked(uint256 machineId) external view returns (bool);
}

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

/// A contract behind a proxy: initialised once, with one owner.
abstract contract Owned is Forwarded {
    address public owner;

    error OwnableUnauthorizedAccount(address account);
    error InvalidInitialization();

    modifier onlyOwner() {
        if (_sender() != owner) revert OwnableUnauthorizedAccount(_sender());
        _;
    }

    function _initialize(address initialOwner) internal {
        if (owner != address(0)) revert InvalidInitialization();
        owner = initialOwner;
    }
}

/// The state and the views of an ERC-721 token; what may be transferred is for
/// the contract that inherits it.
abstract contract Token {
    mapping(uint256 => address) internal holders;
    mapping(address => uint256) internal balances;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);

    error ERC721NonexistentToken(uint256 tokenId);
    error ERC721InvalidOwner(address owner);
    error ERC721InvalidReceiver(address receiver);

    function ownerOf(uint256 tokenId) public view returns (address) {
        address holder = holders[tokenId];
        if (holder == address(0)) revert ERC721NonexistentToken(tokenId);
        return holder;
    }

    function balanceOf(address holder) external view returns (uint256) {
        if (holder == address(0)) revert ERC721InvalidOwner(holder);
        return balances[holder];
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x01ffc9a7 || id == 0x80ac58cd || id == 0x5b5e139f;
    }

    function _move(address from, address to, uint256 tokenId) internal {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        if (from != address(0)) balances[from]--;
        balances[to]++;
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
