// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package batch

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

// BatchMetaData contains all meta data concerning the Batch contract.
var BatchMetaData = bind.MetaData{
	ABI: "[{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"SubcallFailed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"SubcallSucceeded\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"to\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"value\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"callData\",\"type\":\"bytes[]\"},{\"internalType\":\"uint64[]\",\"name\":\"gasLimit\",\"type\":\"uint64[]\"}],\"name\":\"batchAll\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"to\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"value\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"callData\",\"type\":\"bytes[]\"},{\"internalType\":\"uint64[]\",\"name\":\"gasLimit\",\"type\":\"uint64[]\"}],\"name\":\"batchSome\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"to\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"value\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"callData\",\"type\":\"bytes[]\"},{\"internalType\":\"uint64[]\",\"name\":\"gasLimit\",\"type\":\"uint64[]\"}],\"name\":\"batchSomeUntilFailure\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"}]",
	ID:  "Batch",
	Bin: "0x608080604052346015576105ec908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806379df4b9c146100b857806396e292b8146100575763cf0491c71461003a575f80fd5b61005561004636610137565b96959095949194939293610207565b005b61006036610137565b946100728385899794979695966102a1565b5f5b87811061007d57005b6100a18787878787878f8f896100969161009b936101cf565b6101f3565b886103c3565b90156100b05750600101610074565b602081519101fd5b6100c136610137565b936100d283858998999694966102a1565b5f5b8681106100dd57005b806100fa87878787878f8f908f60019a6100969161009b936101cf565b5050016100d4565b9181601f840112156101335782359167ffffffffffffffff8311610133576020808501948460051b01011161013357565b5f80fd5b60806003198201126101335760043567ffffffffffffffff8111610133578161016291600401610102565b9290929160243567ffffffffffffffff8111610133578161018591600401610102565b9290929160443567ffffffffffffffff811161013357816101a891600401610102565b929092916064359067ffffffffffffffff8211610133576101cb91600401610102565b9091565b91908110156101df5760051b0190565b634e487b7160e01b5f52603260045260245ffd5b356001600160a01b03811681036101335790565b969492909593916102198484896102a1565b5f5b87811061022d57505050505050505050565b6102468787878787878f8f896100969161009b936101cf565b50156102545760010161021b565b505050505050505050565b91908110156101df5760051b81013590601e198136030182121561013357019081359167ffffffffffffffff8311610133576020018236038113610133579190565b61020090929192111580610350575b1561031a575f5b8181106102c357505050565b620100006102d282848661025f565b9050116102e1576001016102b7565b60405162461bcd60e51b815260206004820152601160248201527063616c6c6461746120746f6f206c6f6e6760781b6044820152606490fd5b60405162461bcd60e51b815260206004820152600e60248201526d617272617920746f6f206c6f6e6760901b6044820152606490fd5b506102008111156102b0565b3567ffffffffffffffff811681036101335790565b90601f8019910116810190811067ffffffffffffffff82111761039357604052565b634e487b7160e01b5f52604160045260245ffd5b67ffffffffffffffff811161039357601f01601f191660200190565b95979690949392918680938082105f1461059c576103e0926101cf565b35975b8183108061057c575b15610573576104088367ffffffffffffffff9361040d936101cf565b61035c565b16925b80821015610559576104219261025f565b61042a816103a7565b916104386040519384610371565b818352368282011161013357815f926020928386013783010152945b61045c6105a6565b926040519387515f5b81811061054457505f96979850601460208780979695946104ab948b9a01906bffffffffffffffffffffffff199060601b16838201520301600b19810187520185610371565b60208451940192f1913d1561053d573d6104c4816103a7565b906104d26040519283610371565b81523d5f602083013e5b9183156105105760207fbf855484633929c3d6688eb3caf8eff910fb4bef030a8d7dbc9390d26759714d91604051908152a1565b60207fdbc5d06f4f877f959b1ff12d2161cdd693fa8e442ee53f1790b2804b24881f0591604051908152a1565b60606104dc565b80602080928c01015182828a01015201610465565b50505060405161056a602082610371565b5f815294610454565b50505a92610410565b5067ffffffffffffffff6105946104088585856101cf565b1615156103ec565b5050505f976103e3565b61080533148015906105e2575b6105de5760131936013681116105ca573560601c90565b634e487b7160e01b5f52601160045260245ffd5b3390565b50601436106105b356",
}

// Batch is an auto generated Go binding around an Ethereum contract.
type Batch struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Batch) GetABI() abi.ABI {
	return c.abi
}

// NewBatch creates a new instance of Batch.
func NewBatch() *Batch {
	parsed, err := BatchMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Batch{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Batch) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackBatchAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96e292b8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchAll(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) PackBatchAll(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) []byte {
	enc, err := batch.abi.Pack("batchAll", to, value, callData, gasLimit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96e292b8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchAll(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) TryPackBatchAll(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) ([]byte, error) {
	return batch.abi.Pack("batchAll", to, value, callData, gasLimit)
}

// PackBatchSome is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79df4b9c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchSome(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) PackBatchSome(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) []byte {
	enc, err := batch.abi.Pack("batchSome", to, value, callData, gasLimit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchSome is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79df4b9c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchSome(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) TryPackBatchSome(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) ([]byte, error) {
	return batch.abi.Pack("batchSome", to, value, callData, gasLimit)
}

// PackBatchSomeUntilFailure is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf0491c7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchSomeUntilFailure(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) PackBatchSomeUntilFailure(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) []byte {
	enc, err := batch.abi.Pack("batchSomeUntilFailure", to, value, callData, gasLimit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchSomeUntilFailure is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf0491c7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchSomeUntilFailure(address[] to, uint256[] value, bytes[] callData, uint64[] gasLimit) payable returns()
func (batch *Batch) TryPackBatchSomeUntilFailure(to []common.Address, value []*big.Int, callData [][]byte, gasLimit []uint64) ([]byte, error) {
	return batch.abi.Pack("batchSomeUntilFailure", to, value, callData, gasLimit)
}

// BatchSubcallFailed represents a SubcallFailed event raised by the Batch contract.
type BatchSubcallFailed struct {
	Index *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const BatchSubcallFailedEventName = "SubcallFailed"

// ContractEventName returns the user-defined event name.
func (BatchSubcallFailed) ContractEventName() string {
	return BatchSubcallFailedEventName
}

// UnpackSubcallFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SubcallFailed(uint256 index)
func (batch *Batch) UnpackSubcallFailedEvent(log *types.Log) (*BatchSubcallFailed, error) {
	event := "SubcallFailed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batch.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSubcallFailed)
	if len(log.Data) > 0 {
		if err := batch.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batch.abi.Events[event].Inputs {
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

// BatchSubcallSucceeded represents a SubcallSucceeded event raised by the Batch contract.
type BatchSubcallSucceeded struct {
	Index *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const BatchSubcallSucceededEventName = "SubcallSucceeded"

// ContractEventName returns the user-defined event name.
func (BatchSubcallSucceeded) ContractEventName() string {
	return BatchSubcallSucceededEventName
}

// UnpackSubcallSucceededEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SubcallSucceeded(uint256 index)
func (batch *Batch) UnpackSubcallSucceededEvent(log *types.Log) (*BatchSubcallSucceeded, error) {
	event := "SubcallSucceeded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batch.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSubcallSucceeded)
	if len(log.Data) > 0 {
		if err := batch.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batch.abi.Events[event].Inputs {
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
