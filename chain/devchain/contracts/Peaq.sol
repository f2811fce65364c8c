// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Forwarded} from "./Shared.sol";

/// The native token as an ERC-20, to stand at 0x..0809. A contract cannot move
/// an account's native balance, so here it is deposited first.
contract Peaq is Forwarded {
    string public constant name = "PEAQ";
    string public constant symbol = "PEAQ";
    uint8 public constant decimals = 18;

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    function totalSupply() external view returns (uint256) {
        return address(this).balance;
    }

    function deposit() external payable {
        balanceOf[_sender()] += msg.value;
        emit Transfer(address(0), _sender(), msg.value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[_sender()][spender] = value;
        emit Approval(_sender(), spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(_sender(), to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][_sender()];
        if (allowed < value) revert ERC20InsufficientAllowance(_sender(), allowed, value);
        if (allowed != type(uint256).max) allowance[from][_sender()] = allowed - value;
        _move(from, to, value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        uint256 balance = balanceOf[from];
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);
        balanceOf[from] = balance - value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
