// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package identityregistry

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

// IdentityRegistryMetaData contains all meta data concerning the IdentityRegistry contract.
var IdentityRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"AlreadyRegistered\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721NonexistentToken\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"IdentityNFTSoulbound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"sent\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"required\",\"type\":\"uint256\"}],\"name\":\"InsufficientBond\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"wallet\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"MachineRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"enumIdentityRegistry.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"MachineStatusChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"identityStaking\",\"outputs\":[{\"internalType\":\"contractIIdentityStaking\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"},{\"internalType\":\"contractIIdentityStaking\",\"name\":\"staking\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"bond\",\"type\":\"uint256\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"machineExists\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"machineStatus\",\"outputs\":[{\"internalType\":\"enumIdentityRegistry.Status\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"machineWalletOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minBond\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"nextMachineId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"operatorOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ownerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"register\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"machineAddress\",\"type\":\"address\"}],\"name\":\"registerFor\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"machineAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"registerUnbonded\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"name\":\"setApprovalForAll\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"enumIdentityRegistry.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"setMachineStatus\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"wallet\",\"type\":\"address\"}],\"name\":\"setMachineWallet\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"id\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"tokenURI\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"}]",
	ID:  "IdentityRegistry",
	Bin: "0x60808060405234601557610ce1908161001a8239f35b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c90816301ffc9a71461091e5750806306fdde03146108d5578063095ea7b3146108ac57806316fc3df4146108845780631794bb3c146108035780631aa3a008146106b657806323b872dd1461057b5780633ae87fbf146106215780633b8d47d9146105ef5780634106356a1461058057806342842e0e1461057b57806354206c5814610549578063563841821461052c5780636352211e146104fc57806370a08231146104ac578063831518b71461048f57806385447be61461045b5780638da5cb5b1461043457806395d89b41146103f45780639d7a2fbf14610382578063a22cb4651461034e578063b88d4fde146102e0578063c87b56dd1461019d578063e30e3834146101655763f41875e11461012f575f80fd5b34610161576020366003190112610161576004355f526007602052602060018060a01b0360405f205416604051908152f35b5f80fd5b602036600319011261016157602061018c61017e610a28565b610186610af7565b90610b37565b61019581610c6a565b604051908152f35b34610161576020366003190112610161576004356101ba81610ac3565b506001600a8204805b6102ca57506101d1816109bf565b6101de6040519182610989565b8181526101ea826109bf565b602082019290601f19013684375b801561026457600a84066030019081603011610250575f19019384835181101561023c57600a9260f81b6001600160f81b0319165f1a9084016020015304926101f8565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b6102c66102a96102ba603d85876040519485927f68747470733a2f2f6d63722e6578616d706c652f6d616368696e65732f0000006020850152518092858501906109db565b81010301601f198101835282610989565b604051918291826109fc565b0390f35b91906102d7600a91610b29565b919204806101c3565b34610161576080366003190112610161576102f9610a28565b50610302610a3e565b5060643567ffffffffffffffff8111610161573660238201121561016157806004013567ffffffffffffffff8111610161573691016024011161016157634572758560e11b5f5260045ffd5b3461016157604036600319011261016157610367610a28565b506024358015150361016157634572758560e11b5f5260045ffd5b346101615760403660031901126101615761039b610a28565b6103a3610a3e565b906103ac610af7565b5f546001600160a01b039081169116036103cc5760209161019591610b37565b6103d4610af7565b63118cdaa760e01b5f9081526001600160a01b0391909116600452602490fd5b34610161575f366003190112610161576102c6604051610415604082610989565b600681526514115054525160d21b6020820152604051918291826109fc565b34610161575f366003190112610161575f546040516001600160a01b039091168152602090f35b34610161576020366003190112610161576004355f526001602052602060018060a01b0360405f2054161515604051908152f35b34610161575f366003190112610161576020600454604051908152f35b34610161576020366003190112610161576001600160a01b036104cd610a28565b1680156104ea575f526002602052602060405f2054604051908152f35b6322718ad960e21b5f5260045260245ffd5b3461016157602036600319011261016157602061051a600435610ac3565b6040516001600160a01b039091168152f35b34610161575f366003190112610161576020600554604051908152f35b34610161576020366003190112610161576004355f526006602052602060018060a01b0360405f205416604051908152f35b610a54565b346101615760403660031901126101615760043561059c610a3e565b906105a5610af7565b5f546001600160a01b039081169116036103cc576105c281610ac3565b505f90815260066020526040902080546001600160a01b0319166001600160a01b03909216919091179055005b34610161576020366003190112610161576004355f5260086020526102c660ff60405f20541660405191829182610a9c565b3461016157604036600319011261016157600435602435600581101561016157610649610af7565b5f546001600160a01b039081169116036103cc576106b17f981343ed5251c55d55cca702c86949b0c07cc56dc485b423a61817d35a96852b9161068b84610ac3565b50835f52600860205260405f2060ff1981541660ff831617905560405191829182610a9c565b0390a2005b5f366003190112610161576106c9610af7565b6001600160a01b03165f8181526009602052604090205460ff166107f457805f52600960205260405f20600160ff1982541617905560055461070a81610b29565b6005555f81815260066020908152604080832080546001600160a01b03199081168717909155600783528184208054909116905560089091529020805460ff1916600117905581156107e1575f826020938252600284526040822061076f8154610b29565b9055828252600184526040822080546001600160a01b031916821790558281837fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8180a4827fd8443a9b20e3d2f083e5fbcfb7722af95a003ac0565fee2152b91684daa9d9ea8380a461019581610c6a565b50633250574960e11b5f5260045260245ffd5b630ea075bf60e21b5f5260045ffd5b346101615760603660031901126101615761081c610a28565b6024356001600160a01b0381169190829003610161575f54906001600160a01b038216610875576001600160a01b03166001600160a01b0319918216175f55600380549091169190911790556044356004556001600555005b63f92ee8a960e01b5f5260045ffd5b34610161575f366003190112610161576003546040516001600160a01b039091168152602090f35b34610161576040366003190112610161576108c5610a28565b50634572758560e11b5f5260045ffd5b34610161575f366003190112610161576102c66040516108f6604082610989565b600f81526e706561714f53204964656e7469747960881b6020820152604051918291826109fc565b34610161576020366003190112610161576004359063ffffffff60e01b8216809203610161576020916301ffc9a760e01b8114908115610978575b8115610967575b5015158152f35b635b5e139f60e01b14905083610960565b6380ac58cd60e01b81149150610959565b90601f8019910116810190811067ffffffffffffffff8211176109ab57604052565b634e487b7160e01b5f52604160045260245ffd5b67ffffffffffffffff81116109ab57601f01601f191660200190565b5f5b8381106109ec5750505f910152565b81810151838201526020016109dd565b60409160208252610a1c81518092816020860152602086860191016109db565b601f01601f1916010190565b600435906001600160a01b038216820361016157565b602435906001600160a01b038216820361016157565b34610161576060366003190112610161576004356001600160a01b038116810361016157506024356001600160a01b03811681036101615750634572758560e11b5f5260045ffd5b919060208301926005821015610aaf5752565b634e487b7160e01b5f52602160045260245ffd5b5f818152600160205260409020546001600160a01b0316908115610ae5575090565b637e27328960e01b5f5260045260245ffd5b6108053314801590610b1f575b610b1b576013193601368111610250573560601c90565b3390565b5060143610610b04565b5f1981146102505760010190565b6001600160a01b03165f8181526009602052604090205491929160ff166107f457805f52600960205260405f20600160ff1982541617905560055490610b7c82610b29565b6005555f82815260066020908152604080832080546001600160a01b031990811686179091556007835281842080549091166001600160a01b03891617905560089091529020805460ff19166001179055909283919081156107e157815f52600260205260405f20610bee8154610b29565b9055825f52600160205260405f20826bffffffffffffffffffffffff60a01b82541617905582825f7fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8180a46001600160a01b0316917fd8443a9b20e3d2f083e5fbcfb7722af95a003ac0565fee2152b91684daa9d9ea5f80a4565b600454803410610ccb57506003546001600160a01b031690813b15610161575f9060246040518094819363e27604bd60e01b8352600483015234905af18015610cc057610cb45750565b5f610cbe91610989565b565b6040513d5f823e3d90fd5b6344d4caf760e01b5f523460045260245260445ffd",
}

// IdentityRegistry is an auto generated Go binding around an Ethereum contract.
type IdentityRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *IdentityRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewIdentityRegistry creates a new instance of IdentityRegistry.
func NewIdentityRegistry() *IdentityRegistry {
	parsed, err := IdentityRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &IdentityRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *IdentityRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) PackApprove(arg0 common.Address, arg1 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("approve", arg0, arg1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) TryPackApprove(arg0 common.Address, arg1 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("approve", arg0, arg1)
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address holder) view returns(uint256)
func (identityRegistry *IdentityRegistry) PackBalanceOf(holder common.Address) []byte {
	enc, err := identityRegistry.abi.Pack("balanceOf", holder)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address holder) view returns(uint256)
func (identityRegistry *IdentityRegistry) TryPackBalanceOf(holder common.Address) ([]byte, error) {
	return identityRegistry.abi.Pack("balanceOf", holder)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address holder) view returns(uint256)
func (identityRegistry *IdentityRegistry) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIdentityStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x16fc3df4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityStaking() view returns(address)
func (identityRegistry *IdentityRegistry) PackIdentityStaking() []byte {
	enc, err := identityRegistry.abi.Pack("identityStaking")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdentityStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x16fc3df4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function identityStaking() view returns(address)
func (identityRegistry *IdentityRegistry) TryPackIdentityStaking() ([]byte, error) {
	return identityRegistry.abi.Pack("identityStaking")
}

// UnpackIdentityStaking is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x16fc3df4.
//
// Solidity: function identityStaking() view returns(address)
func (identityRegistry *IdentityRegistry) UnpackIdentityStaking(data []byte) (common.Address, error) {
	out, err := identityRegistry.abi.Unpack("identityStaking", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1794bb3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address initialOwner, address staking, uint256 bond) returns()
func (identityRegistry *IdentityRegistry) PackInitialize(initialOwner common.Address, staking common.Address, bond *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("initialize", initialOwner, staking, bond)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1794bb3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address initialOwner, address staking, uint256 bond) returns()
func (identityRegistry *IdentityRegistry) TryPackInitialize(initialOwner common.Address, staking common.Address, bond *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("initialize", initialOwner, staking, bond)
}

// PackMachineExists is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85447be6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function machineExists(uint256 machineId) view returns(bool)
func (identityRegistry *IdentityRegistry) PackMachineExists(machineId *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("machineExists", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMachineExists is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85447be6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function machineExists(uint256 machineId) view returns(bool)
func (identityRegistry *IdentityRegistry) TryPackMachineExists(machineId *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("machineExists", machineId)
}

// UnpackMachineExists is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x85447be6.
//
// Solidity: function machineExists(uint256 machineId) view returns(bool)
func (identityRegistry *IdentityRegistry) UnpackMachineExists(data []byte) (bool, error) {
	out, err := identityRegistry.abi.Unpack("machineExists", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMachineStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b8d47d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function machineStatus(uint256 ) view returns(uint8)
func (identityRegistry *IdentityRegistry) PackMachineStatus(arg0 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("machineStatus", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMachineStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b8d47d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function machineStatus(uint256 ) view returns(uint8)
func (identityRegistry *IdentityRegistry) TryPackMachineStatus(arg0 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("machineStatus", arg0)
}

// UnpackMachineStatus is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3b8d47d9.
//
// Solidity: function machineStatus(uint256 ) view returns(uint8)
func (identityRegistry *IdentityRegistry) UnpackMachineStatus(data []byte) (uint8, error) {
	out, err := identityRegistry.abi.Unpack("machineStatus", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackMachineWalletOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54206c58.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function machineWalletOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) PackMachineWalletOf(arg0 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("machineWalletOf", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMachineWalletOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54206c58.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function machineWalletOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) TryPackMachineWalletOf(arg0 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("machineWalletOf", arg0)
}

// UnpackMachineWalletOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x54206c58.
//
// Solidity: function machineWalletOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) UnpackMachineWalletOf(data []byte) (common.Address, error) {
	out, err := identityRegistry.abi.Unpack("machineWalletOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackMinBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831518b7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minBond() view returns(uint256)
func (identityRegistry *IdentityRegistry) PackMinBond() []byte {
	enc, err := identityRegistry.abi.Pack("minBond")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831518b7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minBond() view returns(uint256)
func (identityRegistry *IdentityRegistry) TryPackMinBond() ([]byte, error) {
	return identityRegistry.abi.Pack("minBond")
}

// UnpackMinBond is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x831518b7.
//
// Solidity: function minBond() view returns(uint256)
func (identityRegistry *IdentityRegistry) UnpackMinBond(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("minBond", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (identityRegistry *IdentityRegistry) PackName() []byte {
	enc, err := identityRegistry.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (identityRegistry *IdentityRegistry) TryPackName() ([]byte, error) {
	return identityRegistry.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (identityRegistry *IdentityRegistry) UnpackName(data []byte) (string, error) {
	out, err := identityRegistry.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackNextMachineId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x56384182.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nextMachineId() view returns(uint256)
func (identityRegistry *IdentityRegistry) PackNextMachineId() []byte {
	enc, err := identityRegistry.abi.Pack("nextMachineId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNextMachineId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x56384182.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nextMachineId() view returns(uint256)
func (identityRegistry *IdentityRegistry) TryPackNextMachineId() ([]byte, error) {
	return identityRegistry.abi.Pack("nextMachineId")
}

// UnpackNextMachineId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x56384182.
//
// Solidity: function nextMachineId() view returns(uint256)
func (identityRegistry *IdentityRegistry) UnpackNextMachineId(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("nextMachineId", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf41875e1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operatorOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) PackOperatorOf(arg0 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("operatorOf", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf41875e1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operatorOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) TryPackOperatorOf(arg0 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("operatorOf", arg0)
}

// UnpackOperatorOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf41875e1.
//
// Solidity: function operatorOf(uint256 ) view returns(address)
func (identityRegistry *IdentityRegistry) UnpackOperatorOf(data []byte) (common.Address, error) {
	out, err := identityRegistry.abi.Unpack("operatorOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (identityRegistry *IdentityRegistry) PackOwner() []byte {
	enc, err := identityRegistry.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (identityRegistry *IdentityRegistry) TryPackOwner() ([]byte, error) {
	return identityRegistry.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (identityRegistry *IdentityRegistry) UnpackOwner(data []byte) (common.Address, error) {
	out, err := identityRegistry.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (identityRegistry *IdentityRegistry) PackOwnerOf(tokenId *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("ownerOf", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (identityRegistry *IdentityRegistry) TryPackOwnerOf(tokenId *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("ownerOf", tokenId)
}

// UnpackOwnerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6352211e.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (identityRegistry *IdentityRegistry) UnpackOwnerOf(data []byte) (common.Address, error) {
	out, err := identityRegistry.abi.Unpack("ownerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1aa3a008.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function register() payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) PackRegister() []byte {
	enc, err := identityRegistry.abi.Pack("register")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1aa3a008.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function register() payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) TryPackRegister() ([]byte, error) {
	return identityRegistry.abi.Pack("register")
}

// UnpackRegister is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1aa3a008.
//
// Solidity: function register() payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) UnpackRegister(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("register", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRegisterFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30e3834.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerFor(address machineAddress) payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) PackRegisterFor(machineAddress common.Address) []byte {
	enc, err := identityRegistry.abi.Pack("registerFor", machineAddress)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30e3834.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerFor(address machineAddress) payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) TryPackRegisterFor(machineAddress common.Address) ([]byte, error) {
	return identityRegistry.abi.Pack("registerFor", machineAddress)
}

// UnpackRegisterFor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30e3834.
//
// Solidity: function registerFor(address machineAddress) payable returns(uint256 machineId)
func (identityRegistry *IdentityRegistry) UnpackRegisterFor(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("registerFor", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRegisterUnbonded is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d7a2fbf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerUnbonded(address machineAddress, address operator) returns(uint256)
func (identityRegistry *IdentityRegistry) PackRegisterUnbonded(machineAddress common.Address, operator common.Address) []byte {
	enc, err := identityRegistry.abi.Pack("registerUnbonded", machineAddress, operator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterUnbonded is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d7a2fbf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerUnbonded(address machineAddress, address operator) returns(uint256)
func (identityRegistry *IdentityRegistry) TryPackRegisterUnbonded(machineAddress common.Address, operator common.Address) ([]byte, error) {
	return identityRegistry.abi.Pack("registerUnbonded", machineAddress, operator)
}

// UnpackRegisterUnbonded is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9d7a2fbf.
//
// Solidity: function registerUnbonded(address machineAddress, address operator) returns(uint256)
func (identityRegistry *IdentityRegistry) UnpackRegisterUnbonded(data []byte) (*big.Int, error) {
	out, err := identityRegistry.abi.Unpack("registerUnbonded", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSafeTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42842e0e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address , address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) PackSafeTransferFrom(arg0 common.Address, arg1 common.Address, arg2 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("safeTransferFrom", arg0, arg1, arg2)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSafeTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42842e0e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function safeTransferFrom(address , address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) TryPackSafeTransferFrom(arg0 common.Address, arg1 common.Address, arg2 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("safeTransferFrom", arg0, arg1, arg2)
}

// PackSafeTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88d4fde.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address , address , uint256 , bytes ) pure returns()
func (identityRegistry *IdentityRegistry) PackSafeTransferFrom0(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 []byte) []byte {
	enc, err := identityRegistry.abi.Pack("safeTransferFrom0", arg0, arg1, arg2, arg3)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSafeTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88d4fde.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function safeTransferFrom(address , address , uint256 , bytes ) pure returns()
func (identityRegistry *IdentityRegistry) TryPackSafeTransferFrom0(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 []byte) ([]byte, error) {
	return identityRegistry.abi.Pack("safeTransferFrom0", arg0, arg1, arg2, arg3)
}

// PackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setApprovalForAll(address , bool ) pure returns()
func (identityRegistry *IdentityRegistry) PackSetApprovalForAll(arg0 common.Address, arg1 bool) []byte {
	enc, err := identityRegistry.abi.Pack("setApprovalForAll", arg0, arg1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setApprovalForAll(address , bool ) pure returns()
func (identityRegistry *IdentityRegistry) TryPackSetApprovalForAll(arg0 common.Address, arg1 bool) ([]byte, error) {
	return identityRegistry.abi.Pack("setApprovalForAll", arg0, arg1)
}

// PackSetMachineStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ae87fbf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setMachineStatus(uint256 machineId, uint8 status) returns()
func (identityRegistry *IdentityRegistry) PackSetMachineStatus(machineId *big.Int, status uint8) []byte {
	enc, err := identityRegistry.abi.Pack("setMachineStatus", machineId, status)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetMachineStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ae87fbf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setMachineStatus(uint256 machineId, uint8 status) returns()
func (identityRegistry *IdentityRegistry) TryPackSetMachineStatus(machineId *big.Int, status uint8) ([]byte, error) {
	return identityRegistry.abi.Pack("setMachineStatus", machineId, status)
}

// PackSetMachineWallet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4106356a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setMachineWallet(uint256 machineId, address wallet) returns()
func (identityRegistry *IdentityRegistry) PackSetMachineWallet(machineId *big.Int, wallet common.Address) []byte {
	enc, err := identityRegistry.abi.Pack("setMachineWallet", machineId, wallet)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetMachineWallet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4106356a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setMachineWallet(uint256 machineId, address wallet) returns()
func (identityRegistry *IdentityRegistry) TryPackSetMachineWallet(machineId *big.Int, wallet common.Address) ([]byte, error) {
	return identityRegistry.abi.Pack("setMachineWallet", machineId, wallet)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 id) pure returns(bool)
func (identityRegistry *IdentityRegistry) PackSupportsInterface(id [4]byte) []byte {
	enc, err := identityRegistry.abi.Pack("supportsInterface", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 id) pure returns(bool)
func (identityRegistry *IdentityRegistry) TryPackSupportsInterface(id [4]byte) ([]byte, error) {
	return identityRegistry.abi.Pack("supportsInterface", id)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 id) pure returns(bool)
func (identityRegistry *IdentityRegistry) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := identityRegistry.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (identityRegistry *IdentityRegistry) PackSymbol() []byte {
	enc, err := identityRegistry.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (identityRegistry *IdentityRegistry) TryPackSymbol() ([]byte, error) {
	return identityRegistry.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (identityRegistry *IdentityRegistry) UnpackSymbol(data []byte) (string, error) {
	out, err := identityRegistry.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tokenURI(uint256 machineId) view returns(string)
func (identityRegistry *IdentityRegistry) PackTokenURI(machineId *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("tokenURI", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenURI(uint256 machineId) view returns(string)
func (identityRegistry *IdentityRegistry) TryPackTokenURI(machineId *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("tokenURI", machineId)
}

// UnpackTokenURI is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc87b56dd.
//
// Solidity: function tokenURI(uint256 machineId) view returns(string)
func (identityRegistry *IdentityRegistry) UnpackTokenURI(data []byte) (string, error) {
	out, err := identityRegistry.abi.Unpack("tokenURI", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address , address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) PackTransferFrom(arg0 common.Address, arg1 common.Address, arg2 *big.Int) []byte {
	enc, err := identityRegistry.abi.Pack("transferFrom", arg0, arg1, arg2)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address , address , uint256 ) pure returns()
func (identityRegistry *IdentityRegistry) TryPackTransferFrom(arg0 common.Address, arg1 common.Address, arg2 *big.Int) ([]byte, error) {
	return identityRegistry.abi.Pack("transferFrom", arg0, arg1, arg2)
}

// IdentityRegistryMachineRegistered represents a MachineRegistered event raised by the IdentityRegistry contract.
type IdentityRegistryMachineRegistered struct {
	MachineId *big.Int
	Wallet    common.Address
	Operator  common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const IdentityRegistryMachineRegisteredEventName = "MachineRegistered"

// ContractEventName returns the user-defined event name.
func (IdentityRegistryMachineRegistered) ContractEventName() string {
	return IdentityRegistryMachineRegisteredEventName
}

// UnpackMachineRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MachineRegistered(uint256 indexed machineId, address indexed wallet, address indexed operator)
func (identityRegistry *IdentityRegistry) UnpackMachineRegisteredEvent(log *types.Log) (*IdentityRegistryMachineRegistered, error) {
	event := "MachineRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityRegistryMachineRegistered)
	if len(log.Data) > 0 {
		if err := identityRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IdentityRegistryMachineStatusChanged represents a MachineStatusChanged event raised by the IdentityRegistry contract.
type IdentityRegistryMachineStatusChanged struct {
	MachineId *big.Int
	Status    uint8
	Raw       *types.Log // Blockchain specific contextual infos
}

const IdentityRegistryMachineStatusChangedEventName = "MachineStatusChanged"

// ContractEventName returns the user-defined event name.
func (IdentityRegistryMachineStatusChanged) ContractEventName() string {
	return IdentityRegistryMachineStatusChangedEventName
}

// UnpackMachineStatusChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MachineStatusChanged(uint256 indexed machineId, uint8 status)
func (identityRegistry *IdentityRegistry) UnpackMachineStatusChangedEvent(log *types.Log) (*IdentityRegistryMachineStatusChanged, error) {
	event := "MachineStatusChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityRegistryMachineStatusChanged)
	if len(log.Data) > 0 {
		if err := identityRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IdentityRegistryTransfer represents a Transfer event raised by the IdentityRegistry contract.
type IdentityRegistryTransfer struct {
	From    common.Address
	To      common.Address
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const IdentityRegistryTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (IdentityRegistryTransfer) ContractEventName() string {
	return IdentityRegistryTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
func (identityRegistry *IdentityRegistry) UnpackTransferEvent(log *types.Log) (*IdentityRegistryTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityRegistryTransfer)
	if len(log.Data) > 0 {
		if err := identityRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (identityRegistry *IdentityRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["AlreadyRegistered"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackAlreadyRegisteredError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["ERC721InvalidOwner"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackERC721InvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["ERC721InvalidReceiver"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackERC721InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["ERC721NonexistentToken"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackERC721NonexistentTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["IdentityNFTSoulbound"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackIdentityNFTSoulboundError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["InsufficientBond"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackInsufficientBondError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityRegistry.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return identityRegistry.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// IdentityRegistryAlreadyRegistered represents a AlreadyRegistered error raised by the IdentityRegistry contract.
type IdentityRegistryAlreadyRegistered struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyRegistered()
func IdentityRegistryAlreadyRegisteredErrorID() common.Hash {
	return common.HexToHash("0x3a81d6fc79a5635b1f06f5006b0b65f8bc72a09a41893acedbabc02c660943ca")
}

// UnpackAlreadyRegisteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyRegistered()
func (identityRegistry *IdentityRegistry) UnpackAlreadyRegisteredError(raw []byte) (*IdentityRegistryAlreadyRegistered, error) {
	out := new(IdentityRegistryAlreadyRegistered)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "AlreadyRegistered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryERC721InvalidOwner represents a ERC721InvalidOwner error raised by the IdentityRegistry contract.
type IdentityRegistryERC721InvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOwner(address owner)
func IdentityRegistryERC721InvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x89c62b6479af2e623826dcc39c5133061d35b66d72de92833401dd2fd6567480")
}

// UnpackERC721InvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOwner(address owner)
func (identityRegistry *IdentityRegistry) UnpackERC721InvalidOwnerError(raw []byte) (*IdentityRegistryERC721InvalidOwner, error) {
	out := new(IdentityRegistryERC721InvalidOwner)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "ERC721InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryERC721InvalidReceiver represents a ERC721InvalidReceiver error raised by the IdentityRegistry contract.
type IdentityRegistryERC721InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func IdentityRegistryERC721InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0x64a0ae9278f805eaf991dcd18ca78756d280b7508b764ef1b255c55845c11df9")
}

// UnpackERC721InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func (identityRegistry *IdentityRegistry) UnpackERC721InvalidReceiverError(raw []byte) (*IdentityRegistryERC721InvalidReceiver, error) {
	out := new(IdentityRegistryERC721InvalidReceiver)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "ERC721InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryERC721NonexistentToken represents a ERC721NonexistentToken error raised by the IdentityRegistry contract.
type IdentityRegistryERC721NonexistentToken struct {
	TokenId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func IdentityRegistryERC721NonexistentTokenErrorID() common.Hash {
	return common.HexToHash("0x7e273289a3a9ef6670f06df7dca227856fc925e956db96980692764a8bc734d7")
}

// UnpackERC721NonexistentTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func (identityRegistry *IdentityRegistry) UnpackERC721NonexistentTokenError(raw []byte) (*IdentityRegistryERC721NonexistentToken, error) {
	out := new(IdentityRegistryERC721NonexistentToken)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "ERC721NonexistentToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryIdentityNFTSoulbound represents a IdentityNFTSoulbound error raised by the IdentityRegistry contract.
type IdentityRegistryIdentityNFTSoulbound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IdentityNFTSoulbound()
func IdentityRegistryIdentityNFTSoulboundErrorID() common.Hash {
	return common.HexToHash("0x8ae4eb0a9ba36eca97362fb1b5f7bb9ec78552d3bfcbfc504f9ab0d10365d175")
}

// UnpackIdentityNFTSoulboundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IdentityNFTSoulbound()
func (identityRegistry *IdentityRegistry) UnpackIdentityNFTSoulboundError(raw []byte) (*IdentityRegistryIdentityNFTSoulbound, error) {
	out := new(IdentityRegistryIdentityNFTSoulbound)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "IdentityNFTSoulbound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryInsufficientBond represents a InsufficientBond error raised by the IdentityRegistry contract.
type IdentityRegistryInsufficientBond struct {
	Sent     *big.Int
	Required *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBond(uint256 sent, uint256 required)
func IdentityRegistryInsufficientBondErrorID() common.Hash {
	return common.HexToHash("0x44d4caf750ea74407547ceb252d1c72d961f5025a7b3473fac9b354f227e0fd6")
}

// UnpackInsufficientBondError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBond(uint256 sent, uint256 required)
func (identityRegistry *IdentityRegistry) UnpackInsufficientBondError(raw []byte) (*IdentityRegistryInsufficientBond, error) {
	out := new(IdentityRegistryInsufficientBond)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "InsufficientBond", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryInvalidInitialization represents a InvalidInitialization error raised by the IdentityRegistry contract.
type IdentityRegistryInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func IdentityRegistryInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (identityRegistry *IdentityRegistry) UnpackInvalidInitializationError(raw []byte) (*IdentityRegistryInvalidInitialization, error) {
	out := new(IdentityRegistryInvalidInitialization)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityRegistryOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the IdentityRegistry contract.
type IdentityRegistryOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func IdentityRegistryOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (identityRegistry *IdentityRegistry) UnpackOwnableUnauthorizedAccountError(raw []byte) (*IdentityRegistryOwnableUnauthorizedAccount, error) {
	out := new(IdentityRegistryOwnableUnauthorizedAccount)
	if err := identityRegistry.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
