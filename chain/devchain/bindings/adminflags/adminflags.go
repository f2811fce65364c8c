// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package adminflags

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

// AdminFlagsMetaData contains all meta data concerning the AdminFlags contract.
var AdminFlagsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"value\",\"type\":\"uint8\"}],\"name\":\"InvalidTrustOverride\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"FlagCleared\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"}],\"name\":\"MachineFlagged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"TrustOverrideCleared\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"value\",\"type\":\"uint8\"}],\"name\":\"TrustOverrideSet\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"clearFlag\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"clearTrustOverride\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"flagMachine\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"negativeFlagAt\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"value\",\"type\":\"uint8\"}],\"name\":\"setTrustOverride\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"trustOverride\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"set\",\"type\":\"bool\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "AdminFlags",
	Bin: "0x608080604052346015576103fa908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c80624a26701461031c5780636897a1c4146102f2578063739471ca1461028e5780638da5cb5b146102675780638f27a822146101a7578063ba3683f714610115578063c4d66de8146100c15763c535f2f014610070575f80fd5b346100bd5760203660031901126100bd576004355f5260026020526040805f20602061009a610380565b91549160ff80841615159384835260081c16918291015282519182526020820152f35b5f80fd5b346100bd5760203660031901126100bd576004356001600160a01b038116908190036100bd575f546001600160a01b038116610106576001600160a01b031916175f55005b63f92ee8a960e01b5f5260045ffd5b346100bd5760203660031901126100bd576004356101316103b4565b5f546001600160a01b0390811691160361017f57805f5260016020524260405f20557ff96154042673c504b3ea846517be6b6a10c782ae260ca32e5b06c4a7a7a3871f6020604051428152a2005b6101876103b4565b63118cdaa760e01b5f9081526001600160a01b0391909116600452602490fd5b346100bd5760403660031901126100bd5760043560243560ff81168091036100bd576101d16103b4565b5f546001600160a01b0390811691160361017f57606481116102555760207f9ea60cb0750df2909e115125f8e6dbb11ce85c6e6cba2e2c787368592d18e67691610219610380565b60018152828101828152855f526002845260405f20915115159060ff61ff008454925160081b1692169061ffff191617179055604051908152a2005b6362c212d160e11b5f5260045260245ffd5b346100bd575f3660031901126100bd575f546040516001600160a01b039091168152602090f35b346100bd5760203660031901126100bd576004356102aa6103b4565b5f546001600160a01b0390811691160361017f57805f5260016020525f60408120557f84f0d6489a347ceb1e4e78e9874ef1b7cc4066262e3a111b74f3dc21f86f55035f80a2005b346100bd5760203660031901126100bd576004355f526001602052602060405f2054604051908152f35b346100bd5760203660031901126100bd576004356103386103b4565b5f546001600160a01b0390811691160361017f57805f5260026020525f60408120557f75a40c70cd4bbb9495369b201715c7dee92728051a7f3498c1e91e1f994f0af65f80a2005b604051906040820182811067ffffffffffffffff8211176103a057604052565b634e487b7160e01b5f52604160045260245ffd5b61080533148015906103f0575b6103ec5760131936013681116103d8573560601c90565b634e487b7160e01b5f52601160045260245ffd5b3390565b50601436106103c156",
}

// AdminFlags is an auto generated Go binding around an Ethereum contract.
type AdminFlags struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *AdminFlags) GetABI() abi.ABI {
	return c.abi
}

// NewAdminFlags creates a new instance of AdminFlags.
func NewAdminFlags() *AdminFlags {
	parsed, err := AdminFlagsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &AdminFlags{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *AdminFlags) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackClearFlag is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x739471ca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function clearFlag(uint256 machineId) returns()
func (adminFlags *AdminFlags) PackClearFlag(machineId *big.Int) []byte {
	enc, err := adminFlags.abi.Pack("clearFlag", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClearFlag is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x739471ca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function clearFlag(uint256 machineId) returns()
func (adminFlags *AdminFlags) TryPackClearFlag(machineId *big.Int) ([]byte, error) {
	return adminFlags.abi.Pack("clearFlag", machineId)
}

// PackClearTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x004a2670.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function clearTrustOverride(uint256 machineId) returns()
func (adminFlags *AdminFlags) PackClearTrustOverride(machineId *big.Int) []byte {
	enc, err := adminFlags.abi.Pack("clearTrustOverride", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClearTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x004a2670.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function clearTrustOverride(uint256 machineId) returns()
func (adminFlags *AdminFlags) TryPackClearTrustOverride(machineId *big.Int) ([]byte, error) {
	return adminFlags.abi.Pack("clearTrustOverride", machineId)
}

// PackFlagMachine is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba3683f7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function flagMachine(uint256 machineId) returns()
func (adminFlags *AdminFlags) PackFlagMachine(machineId *big.Int) []byte {
	enc, err := adminFlags.abi.Pack("flagMachine", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFlagMachine is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba3683f7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function flagMachine(uint256 machineId) returns()
func (adminFlags *AdminFlags) TryPackFlagMachine(machineId *big.Int) ([]byte, error) {
	return adminFlags.abi.Pack("flagMachine", machineId)
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d66de8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address initialOwner) returns()
func (adminFlags *AdminFlags) PackInitialize(initialOwner common.Address) []byte {
	enc, err := adminFlags.abi.Pack("initialize", initialOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d66de8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address initialOwner) returns()
func (adminFlags *AdminFlags) TryPackInitialize(initialOwner common.Address) ([]byte, error) {
	return adminFlags.abi.Pack("initialize", initialOwner)
}

// PackNegativeFlagAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6897a1c4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function negativeFlagAt(uint256 ) view returns(uint256)
func (adminFlags *AdminFlags) PackNegativeFlagAt(arg0 *big.Int) []byte {
	enc, err := adminFlags.abi.Pack("negativeFlagAt", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNegativeFlagAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6897a1c4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function negativeFlagAt(uint256 ) view returns(uint256)
func (adminFlags *AdminFlags) TryPackNegativeFlagAt(arg0 *big.Int) ([]byte, error) {
	return adminFlags.abi.Pack("negativeFlagAt", arg0)
}

// UnpackNegativeFlagAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6897a1c4.
//
// Solidity: function negativeFlagAt(uint256 ) view returns(uint256)
func (adminFlags *AdminFlags) UnpackNegativeFlagAt(data []byte) (*big.Int, error) {
	out, err := adminFlags.abi.Unpack("negativeFlagAt", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (adminFlags *AdminFlags) PackOwner() []byte {
	enc, err := adminFlags.abi.Pack("owner")
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
func (adminFlags *AdminFlags) TryPackOwner() ([]byte, error) {
	return adminFlags.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (adminFlags *AdminFlags) UnpackOwner(data []byte) (common.Address, error) {
	out, err := adminFlags.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSetTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f27a822.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTrustOverride(uint256 machineId, uint8 value) returns()
func (adminFlags *AdminFlags) PackSetTrustOverride(machineId *big.Int, value uint8) []byte {
	enc, err := adminFlags.abi.Pack("setTrustOverride", machineId, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f27a822.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTrustOverride(uint256 machineId, uint8 value) returns()
func (adminFlags *AdminFlags) TryPackSetTrustOverride(machineId *big.Int, value uint8) ([]byte, error) {
	return adminFlags.abi.Pack("setTrustOverride", machineId, value)
}

// PackTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc535f2f0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function trustOverride(uint256 machineId) view returns(bool set, uint256 value)
func (adminFlags *AdminFlags) PackTrustOverride(machineId *big.Int) []byte {
	enc, err := adminFlags.abi.Pack("trustOverride", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTrustOverride is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc535f2f0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function trustOverride(uint256 machineId) view returns(bool set, uint256 value)
func (adminFlags *AdminFlags) TryPackTrustOverride(machineId *big.Int) ([]byte, error) {
	return adminFlags.abi.Pack("trustOverride", machineId)
}

// TrustOverrideOutput serves as a container for the return parameters of contract
// method TrustOverride.
type TrustOverrideOutput struct {
	Set   bool
	Value *big.Int
}

// UnpackTrustOverride is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc535f2f0.
//
// Solidity: function trustOverride(uint256 machineId) view returns(bool set, uint256 value)
func (adminFlags *AdminFlags) UnpackTrustOverride(data []byte) (TrustOverrideOutput, error) {
	out, err := adminFlags.abi.Unpack("trustOverride", data)
	outstruct := new(TrustOverrideOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Set = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Value = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// AdminFlagsFlagCleared represents a FlagCleared event raised by the AdminFlags contract.
type AdminFlagsFlagCleared struct {
	MachineId *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const AdminFlagsFlagClearedEventName = "FlagCleared"

// ContractEventName returns the user-defined event name.
func (AdminFlagsFlagCleared) ContractEventName() string {
	return AdminFlagsFlagClearedEventName
}

// UnpackFlagClearedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FlagCleared(uint256 indexed machineId)
func (adminFlags *AdminFlags) UnpackFlagClearedEvent(log *types.Log) (*AdminFlagsFlagCleared, error) {
	event := "FlagCleared"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != adminFlags.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AdminFlagsFlagCleared)
	if len(log.Data) > 0 {
		if err := adminFlags.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range adminFlags.abi.Events[event].Inputs {
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

// AdminFlagsMachineFlagged represents a MachineFlagged event raised by the AdminFlags contract.
type AdminFlagsMachineFlagged struct {
	MachineId *big.Int
	Timestamp *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const AdminFlagsMachineFlaggedEventName = "MachineFlagged"

// ContractEventName returns the user-defined event name.
func (AdminFlagsMachineFlagged) ContractEventName() string {
	return AdminFlagsMachineFlaggedEventName
}

// UnpackMachineFlaggedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MachineFlagged(uint256 indexed machineId, uint256 timestamp)
func (adminFlags *AdminFlags) UnpackMachineFlaggedEvent(log *types.Log) (*AdminFlagsMachineFlagged, error) {
	event := "MachineFlagged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != adminFlags.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AdminFlagsMachineFlagged)
	if len(log.Data) > 0 {
		if err := adminFlags.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range adminFlags.abi.Events[event].Inputs {
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

// AdminFlagsTrustOverrideCleared represents a TrustOverrideCleared event raised by the AdminFlags contract.
type AdminFlagsTrustOverrideCleared struct {
	MachineId *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const AdminFlagsTrustOverrideClearedEventName = "TrustOverrideCleared"

// ContractEventName returns the user-defined event name.
func (AdminFlagsTrustOverrideCleared) ContractEventName() string {
	return AdminFlagsTrustOverrideClearedEventName
}

// UnpackTrustOverrideClearedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TrustOverrideCleared(uint256 indexed machineId)
func (adminFlags *AdminFlags) UnpackTrustOverrideClearedEvent(log *types.Log) (*AdminFlagsTrustOverrideCleared, error) {
	event := "TrustOverrideCleared"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != adminFlags.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AdminFlagsTrustOverrideCleared)
	if len(log.Data) > 0 {
		if err := adminFlags.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range adminFlags.abi.Events[event].Inputs {
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

// AdminFlagsTrustOverrideSet represents a TrustOverrideSet event raised by the AdminFlags contract.
type AdminFlagsTrustOverrideSet struct {
	MachineId *big.Int
	Value     uint8
	Raw       *types.Log // Blockchain specific contextual infos
}

const AdminFlagsTrustOverrideSetEventName = "TrustOverrideSet"

// ContractEventName returns the user-defined event name.
func (AdminFlagsTrustOverrideSet) ContractEventName() string {
	return AdminFlagsTrustOverrideSetEventName
}

// UnpackTrustOverrideSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TrustOverrideSet(uint256 indexed machineId, uint8 value)
func (adminFlags *AdminFlags) UnpackTrustOverrideSetEvent(log *types.Log) (*AdminFlagsTrustOverrideSet, error) {
	event := "TrustOverrideSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != adminFlags.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AdminFlagsTrustOverrideSet)
	if len(log.Data) > 0 {
		if err := adminFlags.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range adminFlags.abi.Events[event].Inputs {
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
func (adminFlags *AdminFlags) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], adminFlags.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return adminFlags.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], adminFlags.abi.Errors["InvalidTrustOverride"].ID.Bytes()[:4]) {
		return adminFlags.UnpackInvalidTrustOverrideError(raw[4:])
	}
	if bytes.Equal(raw[:4], adminFlags.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return adminFlags.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AdminFlagsInvalidInitialization represents a InvalidInitialization error raised by the AdminFlags contract.
type AdminFlagsInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func AdminFlagsInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (adminFlags *AdminFlags) UnpackInvalidInitializationError(raw []byte) (*AdminFlagsInvalidInitialization, error) {
	out := new(AdminFlagsInvalidInitialization)
	if err := adminFlags.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AdminFlagsInvalidTrustOverride represents a InvalidTrustOverride error raised by the AdminFlags contract.
type AdminFlagsInvalidTrustOverride struct {
	Value uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidTrustOverride(uint8 value)
func AdminFlagsInvalidTrustOverrideErrorID() common.Hash {
	return common.HexToHash("0xc58425a2a4c94cf9a95e2a506bec0c537e6998815612a77e9bd572365dce4c2f")
}

// UnpackInvalidTrustOverrideError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidTrustOverride(uint8 value)
func (adminFlags *AdminFlags) UnpackInvalidTrustOverrideError(raw []byte) (*AdminFlagsInvalidTrustOverride, error) {
	out := new(AdminFlagsInvalidTrustOverride)
	if err := adminFlags.abi.UnpackIntoInterface(out, "InvalidTrustOverride", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AdminFlagsOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the AdminFlags contract.
type AdminFlagsOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func AdminFlagsOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (adminFlags *AdminFlags) UnpackOwnableUnauthorizedAccountError(raw []byte) (*AdminFlagsOwnableUnauthorizedAccount, error) {
	out := new(AdminFlagsOwnableUnauthorizedAccount)
	if err := adminFlags.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
