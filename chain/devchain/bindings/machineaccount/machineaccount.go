// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package machineaccount

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

// MachineAccountMetaData contains all meta data concerning the MachineAccount contract.
var MachineAccountMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"LengthMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"NotOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"execute\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"targets\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"values\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"datas\",\"type\":\"bytes[]\"}],\"name\":\"executeBatch\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	ID:  "MachineAccount",
	Bin: "0x608034606f57601f61039c38819003918201601f19168301916001600160401b03831184841017607357808492602094604052833981010312606f57516001600160a01b03811690819003606f575f80546001600160a01b03191691909117905560405161031490816100888239f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080604052600436101561001a575b3615610018575f80fd5b005b5f3560e01c806347e1da2a146100fd5780638da5cb5b146100d65763b61d27f60361000e5760603660031901126100d2576004356001600160a01b03811681036100d2576044359067ffffffffffffffff82116100d257366023830112156100d25781600401359067ffffffffffffffff82116100d25736602483850101116100d2575f546001600160a01b031633036100bf57602461001893019060243590610285565b63245aecd360e01b5f523360045260245ffd5b5f80fd5b346100d2575f3660031901126100d2575f546040516001600160a01b039091168152602090f35b60603660031901126100d25760043567ffffffffffffffff81116100d257610129903690600401610244565b60243567ffffffffffffffff81116100d257610149903690600401610244565b9260443567ffffffffffffffff81116100d25761016a903690600401610244565b5f549095906001600160a01b031633036100bf5780851480159061023a575b61022b57919336829003601e190192905f5b8181106101a457005b6101af818389610275565b35906001600160a01b03821682036100d2576101cc818589610275565b359189821015610217578160051b860135878112156100d257860180359067ffffffffffffffff82116100d25760200181360381136100d25760019461021193610285565b0161019b565b634e487b7160e01b5f52603260045260245ffd5b631fec674760e31b5f5260045ffd5b5085851415610189565b9181601f840112156100d25782359167ffffffffffffffff83116100d2576020808501948460051b0101116100d257565b91908110156102175760051b0190565b90925f938493826040519384928337810185815203925af13d1561030c573d9067ffffffffffffffff82116102f85760405191601f8101601f19908116603f0116830167ffffffffffffffff8111848210176102f85760405282523d5f602084013e5b156102f05750565b602081519101fd5b634e487b7160e01b5f52604160045260245ffd5b6060906102e856",
}

// MachineAccount is an auto generated Go binding around an Ethereum contract.
type MachineAccount struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *MachineAccount) GetABI() abi.ABI {
	return c.abi
}

// NewMachineAccount creates a new instance of MachineAccount.
func NewMachineAccount() *MachineAccount {
	parsed, err := MachineAccountMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &MachineAccount{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *MachineAccount) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address initialOwner) returns()
func (machineAccount *MachineAccount) PackConstructor(initialOwner common.Address) []byte {
	enc, err := machineAccount.abi.Pack("", initialOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb61d27f6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function execute(address target, uint256 value, bytes data) payable returns()
func (machineAccount *MachineAccount) PackExecute(target common.Address, value *big.Int, data []byte) []byte {
	enc, err := machineAccount.abi.Pack("execute", target, value, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb61d27f6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function execute(address target, uint256 value, bytes data) payable returns()
func (machineAccount *MachineAccount) TryPackExecute(target common.Address, value *big.Int, data []byte) ([]byte, error) {
	return machineAccount.abi.Pack("execute", target, value, data)
}

// PackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x47e1da2a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function executeBatch(address[] targets, uint256[] values, bytes[] datas) payable returns()
func (machineAccount *MachineAccount) PackExecuteBatch(targets []common.Address, values []*big.Int, datas [][]byte) []byte {
	enc, err := machineAccount.abi.Pack("executeBatch", targets, values, datas)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x47e1da2a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function executeBatch(address[] targets, uint256[] values, bytes[] datas) payable returns()
func (machineAccount *MachineAccount) TryPackExecuteBatch(targets []common.Address, values []*big.Int, datas [][]byte) ([]byte, error) {
	return machineAccount.abi.Pack("executeBatch", targets, values, datas)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (machineAccount *MachineAccount) PackOwner() []byte {
	enc, err := machineAccount.abi.Pack("owner")
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
func (machineAccount *MachineAccount) TryPackOwner() ([]byte, error) {
	return machineAccount.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (machineAccount *MachineAccount) UnpackOwner(data []byte) (common.Address, error) {
	out, err := machineAccount.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (machineAccount *MachineAccount) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], machineAccount.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return machineAccount.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineAccount.abi.Errors["NotOwner"].ID.Bytes()[:4]) {
		return machineAccount.UnpackNotOwnerError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// MachineAccountLengthMismatch represents a LengthMismatch error raised by the MachineAccount contract.
type MachineAccountLengthMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch()
func MachineAccountLengthMismatchErrorID() common.Hash {
	return common.HexToHash("0xff633a3803c58b9bc21e58efecee59f27e033cc0b1883fccb4969c76146fe60f")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch()
func (machineAccount *MachineAccount) UnpackLengthMismatchError(raw []byte) (*MachineAccountLengthMismatch, error) {
	out := new(MachineAccountLengthMismatch)
	if err := machineAccount.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineAccountNotOwner represents a NotOwner error raised by the MachineAccount contract.
type MachineAccountNotOwner struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOwner(address sender)
func MachineAccountNotOwnerErrorID() common.Hash {
	return common.HexToHash("0x245aecd3fabbd17d6c3c92dc7f0ab916ea8cbf6fc1862c8b56893090ac3fff4c")
}

// UnpackNotOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOwner(address sender)
func (machineAccount *MachineAccount) UnpackNotOwnerError(raw []byte) (*MachineAccountNotOwner, error) {
	out := new(MachineAccountNotOwner)
	if err := machineAccount.abi.UnpackIntoInterface(out, "NotOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}
