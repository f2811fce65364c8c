// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package proxy

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// ProxyMetaData contains all meta data concerning the Proxy contract.
var ProxyMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"stateMutability\":\"payable\",\"type\":\"fallback\"}]",
	ID:  "Proxy",
	Bin: "0x60806040523461014f576101e88038038061001981610153565b928339810160408282031261014f578151916001600160a01b038316830361014f576020810151906001600160401b03821161014f570181601f8201121561014f5780519061006f61006a8361018c565b610153565b928284526020838301011161014f575f5b82811061013a575f8085878260208884010152807f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc55602082519201905af43d15610135573d6100d261006a8261018c565b9081525f60203d92013e5b156100f057604051604090816101a88239f35b60405162461bcd60e51b815260206004820152601560248201527f696e697469616c697a6174696f6e206661696c656400000000000000000000006044820152606490fd5b6100dd565b80602080928401015182828701015201610080565b5f80fd5b6040519190601f01601f191682016001600160401b0381118382101761017857604052565b634e487b7160e01b5f52604160045260245ffd5b6001600160401b03811161017857601f01601f19166020019056fe6080604052365f80375f8036817f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d5f803e15603c573d5ff35b3d5ffd",
}

// Proxy is an auto generated Go binding around an Ethereum contract.
type Proxy struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Proxy) GetABI() abi.ABI {
	return c.abi
}

// NewProxy creates a new instance of Proxy.
func NewProxy() *Proxy {
	parsed, err := ProxyMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Proxy{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Proxy) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address implementation, bytes data) returns()
func (proxy *Proxy) PackConstructor(implementation common.Address, data []byte) []byte {
	enc, err := proxy.abi.Pack("", implementation, data)
	if err != nil {
		panic(err)
	}
	return enc
}
