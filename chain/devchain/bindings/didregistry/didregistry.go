// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package didregistry

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

// DIDRegistryAttribute is an auto generated low-level Go binding around an user-defined struct.
type DIDRegistryAttribute struct {
	Name     []byte
	Value    []byte
	Validity uint32
	Created  *big.Int
}

// DIDRegistryMetaData contains all meta data concerning the DIDRegistry contract.
var DIDRegistryMetaData = bind.MetaData{
	ABI: "[{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"value\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"validity\",\"type\":\"uint32\"}],\"name\":\"AddAttribute\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"}],\"name\":\"RemoveAttribute\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"value\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"validity\",\"type\":\"uint32\"}],\"name\":\"UpdateAttribute\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"value\",\"type\":\"bytes\"},{\"internalType\":\"uint32\",\"name\":\"validity_for\",\"type\":\"uint32\"}],\"name\":\"addAttribute\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"}],\"name\":\"readAttribute\",\"outputs\":[{\"components\":[{\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"value\",\"type\":\"bytes\"},{\"internalType\":\"uint32\",\"name\":\"validity\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"created\",\"type\":\"uint256\"}],\"internalType\":\"structDIDRegistry.Attribute\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"}],\"name\":\"removeAttribute\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"did_account\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"name\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"value\",\"type\":\"bytes\"},{\"internalType\":\"uint32\",\"name\":\"validity_for\",\"type\":\"uint32\"}],\"name\":\"updateAttribute\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "DIDRegistry",
	Bin: "0x60808060405234601557610aec908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806368b4b2c1146105e9578063b2028b7d146103f9578063cc4a70ca146101295763e8a8169014610045575f80fd5b34610125577f8d8507f4f79e585e0cbbdeff53c51bfb6ffa6d44fbcc86e46ece2fad02b5d90261007436610876565b9061007f828261099b565b5060018060a01b0316805f525f60205260405f20825160208401205f526020525f6001604082206100b081546108f7565b806100e3575b5001556100d560405192839283526040602084015260408301906108b8565b0390a1602060405160018152f35b601f811183146100f857508281555b5f6100b6565b8184526020842061011491601f0160051c85190190840161092f565b8083528260208120818355556100f2565b5f80fd5b346101255761013736610805565b92919060408251116103b457815160208301209360018060a01b03841694855f525f60205260405f20815f5260205260405f209060018201966001600160401b03885460201c16610377575f52600160205260405f20905f5260205260405f2061019f610aba565b60018060a01b03165f5260205260405f20600160ff1982541617905582516001600160401b038111610363576101d582546108f7565b601f8111610320575b506020601f82116001146102c057908061020c925f916102b5575b508160011b915f199060031b1c19161790565b90555b63ffffffff61021d82610a8f565b1663ffffffff198654161785556103e84202914283046103e814421517156102a157856100d5936bffffffffffffffff000000007f13aef52bc4a99da04591533072e304017e3fb76f43e7fadd25eb7f514c5ef6e598549160201b16906bffffffffffffffff000000001916179055610294610aba565b936040519586958661094a565b634e487b7160e01b5f52601160045260245ffd5b9050850151896101f9565b601f19821690835f52805f20915f5b818110610308575090836001949392106102f0575b5050811b01905561020f565b8601515f1960f88460031b161c1916905588806102e4565b9192602060018192868b0151815501940192016102cf565b818111156101de5761035590835f5260205f2090601f840160051c906020851061035b575b601f82910160051c03910161092f565b876101de565b5f9150610345565b634e487b7160e01b5f52604160045260245ffd5b60405162461bcd60e51b8152602060048201526015602482015274105d1d1c9a589d5d19505b1c9958591e515e1a5cdd605a1b6044820152606490fd5b60405162461bcd60e51b815260206004820152601860248201527f4174747269627574654e616d654578636565644d6178363400000000000000006044820152606490fd5b346101255761040736610876565b905f606060405161041781610774565b818152816020820152826040820152015260018060a01b03165f525f60205260405f20815160208301205f5260205260405f209060405190606082018281106001600160401b0382111761036357604052604051925f938154610479816108f7565b80835290600181169081156105c5575060011461058c575b506104a2816001949596038261078f565b845201546001600160401b03602084019163ffffffff8116835260201c16906040840191808352156105505763ffffffff61053e6001600160401b038261052b975194511694511692604051956104f887610774565b865260208601908152604086019485526060860193845260405196879660208852516080602089015260a08801906108b8565b9051868203601f190160408801526108b8565b92511660608401525160808301520390f35b60405162461bcd60e51b815260206004820152601460248201527343616e6e6f742066696e6420746865206974656d60601b6044820152606490fd5b9450815f5260205f205f905b8682106105af5750810160200194506104a2610491565b6001816020925483858701015201910190610598565b60ff191660208085019190915291151560051b830190910195506104a29050610491565b34610125576105f736610805565b610604838594939561099b565b938051946001600160401b0386116103635761062081546108f7565b601f811161073a575b50602095601f81116001146106b4579061067e826100d59594937f018be4d5e2634aefdb51c4ddd186f33072cfb5f6baf685579c2e214995dc9e4f995f916106a957508160011b915f199060031b1c19161790565b81555b63ffffffff600161069185610a8f565b9201911663ffffffff19825416179055610294610aba565b90508401518a6101f9565b601f198116825f52875f20905f5b8181106107225750916001917f018be4d5e2634aefdb51c4ddd186f33072cfb5f6baf685579c2e214995dc9e4f99826100d5989796951061070a575b5050811b018155610681565b8501515f1960f88460031b161c1916905589806106fe565b858a015183556020998a0199600190930192016106c2565b868111156106295761076e90825f5260205f2090601f890160051c9060208a1061035b57601f82910160051c03910161092f565b86610629565b608081019081106001600160401b0382111761036357604052565b90601f801991011681019081106001600160401b0382111761036357604052565b81601f82011215610125578035906001600160401b03821161036357604051926107e4601f8401601f19166020018561078f565b8284526020838301011161012557815f926020809301838601378301015290565b6080600319820112610125576004356001600160a01b038116810361012557916024356001600160401b0381116101255782610843916004016107b0565b91604435906001600160401b03821161012557610862916004016107b0565b9060643563ffffffff811681036101255790565b906040600319830112610125576004356001600160a01b03811681036101255791602435906001600160401b038211610125576108b5916004016107b0565b90565b91908251928382525f5b8481106108e2575050825f602080949584010152601f8019910116010190565b806020809284010151828286010152016108c2565b90600182811c92168015610925575b602083101461091157565b634e487b7160e01b5f52602260045260245ffd5b91607f1691610906565b5f5b82811061093d57505050565b5f82820155600101610931565b6001600160a01b0391821681529116602082015260a060408201819052939493909260809263ffffffff926109949291610986918701906108b8565b9085820360608701526108b8565b9416910152565b81516020928301206001600160a01b039091165f81815280845260408082208483528552902060018101549094931c6001600160401b031615610a56575f52600160205260405f20905f5260205260405f206109f5610aba565b60018060a01b03165f5260205260ff60405f20541615610a1157565b60405162461bcd60e51b815260206004820152601c60248201527f417474726962757465417574686f72697a6174696f6e4661696c6564000000006044820152606490fd5b60405162461bcd60e51b8152602060048201526011602482015270105d1d1c9a589d5d19539bdd119bdd5b99607a1b6044820152606490fd5b63ffffffff168015610ab15763ffffffff43160163ffffffff81116102a15790565b5063ffffffff90565b6108053314801590610ae2575b610ade5760131936013681116102a1573560601c90565b3390565b5060143610610ac756",
}

// DIDRegistry is an auto generated Go binding around an Ethereum contract.
type DIDRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DIDRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewDIDRegistry creates a new instance of DIDRegistry.
func NewDIDRegistry() *DIDRegistry {
	parsed, err := DIDRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DIDRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DIDRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAddAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc4a70ca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) PackAddAttribute(didAccount common.Address, name []byte, value []byte, validityFor uint32) []byte {
	enc, err := dIDRegistry.abi.Pack("addAttribute", didAccount, name, value, validityFor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc4a70ca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) TryPackAddAttribute(didAccount common.Address, name []byte, value []byte, validityFor uint32) ([]byte, error) {
	return dIDRegistry.abi.Pack("addAttribute", didAccount, name, value, validityFor)
}

// UnpackAddAttribute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcc4a70ca.
//
// Solidity: function addAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) UnpackAddAttribute(data []byte) (bool, error) {
	out, err := dIDRegistry.abi.Unpack("addAttribute", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackReadAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb2028b7d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function readAttribute(address did_account, bytes name) view returns((bytes,bytes,uint32,uint256))
func (dIDRegistry *DIDRegistry) PackReadAttribute(didAccount common.Address, name []byte) []byte {
	enc, err := dIDRegistry.abi.Pack("readAttribute", didAccount, name)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReadAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb2028b7d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function readAttribute(address did_account, bytes name) view returns((bytes,bytes,uint32,uint256))
func (dIDRegistry *DIDRegistry) TryPackReadAttribute(didAccount common.Address, name []byte) ([]byte, error) {
	return dIDRegistry.abi.Pack("readAttribute", didAccount, name)
}

// UnpackReadAttribute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb2028b7d.
//
// Solidity: function readAttribute(address did_account, bytes name) view returns((bytes,bytes,uint32,uint256))
func (dIDRegistry *DIDRegistry) UnpackReadAttribute(data []byte) (DIDRegistryAttribute, error) {
	out, err := dIDRegistry.abi.Unpack("readAttribute", data)
	if err != nil {
		return *new(DIDRegistryAttribute), err
	}
	out0 := *abi.ConvertType(out[0], new(DIDRegistryAttribute)).(*DIDRegistryAttribute)
	return out0, nil
}

// PackRemoveAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8a81690.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function removeAttribute(address did_account, bytes name) returns(bool)
func (dIDRegistry *DIDRegistry) PackRemoveAttribute(didAccount common.Address, name []byte) []byte {
	enc, err := dIDRegistry.abi.Pack("removeAttribute", didAccount, name)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRemoveAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8a81690.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function removeAttribute(address did_account, bytes name) returns(bool)
func (dIDRegistry *DIDRegistry) TryPackRemoveAttribute(didAccount common.Address, name []byte) ([]byte, error) {
	return dIDRegistry.abi.Pack("removeAttribute", didAccount, name)
}

// UnpackRemoveAttribute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe8a81690.
//
// Solidity: function removeAttribute(address did_account, bytes name) returns(bool)
func (dIDRegistry *DIDRegistry) UnpackRemoveAttribute(data []byte) (bool, error) {
	out, err := dIDRegistry.abi.Unpack("removeAttribute", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackUpdateAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x68b4b2c1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) PackUpdateAttribute(didAccount common.Address, name []byte, value []byte, validityFor uint32) []byte {
	enc, err := dIDRegistry.abi.Pack("updateAttribute", didAccount, name, value, validityFor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateAttribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x68b4b2c1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) TryPackUpdateAttribute(didAccount common.Address, name []byte, value []byte, validityFor uint32) ([]byte, error) {
	return dIDRegistry.abi.Pack("updateAttribute", didAccount, name, value, validityFor)
}

// UnpackUpdateAttribute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x68b4b2c1.
//
// Solidity: function updateAttribute(address did_account, bytes name, bytes value, uint32 validity_for) returns(bool)
func (dIDRegistry *DIDRegistry) UnpackUpdateAttribute(data []byte) (bool, error) {
	out, err := dIDRegistry.abi.Unpack("updateAttribute", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// DIDRegistryAddAttribute represents a AddAttribute event raised by the DIDRegistry contract.
type DIDRegistryAddAttribute struct {
	Sender     common.Address
	DidAccount common.Address
	Name       []byte
	Value      []byte
	Validity   uint32
	Raw        *types.Log // Blockchain specific contextual infos
}

const DIDRegistryAddAttributeEventName = "AddAttribute"

// ContractEventName returns the user-defined event name.
func (DIDRegistryAddAttribute) ContractEventName() string {
	return DIDRegistryAddAttributeEventName
}

// UnpackAddAttributeEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AddAttribute(address sender, address did_account, bytes name, bytes value, uint32 validity)
func (dIDRegistry *DIDRegistry) UnpackAddAttributeEvent(log *types.Log) (*DIDRegistryAddAttribute, error) {
	event := "AddAttribute"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dIDRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DIDRegistryAddAttribute)
	if len(log.Data) > 0 {
		if err := dIDRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dIDRegistry.abi.Events[event].Inputs {
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

// DIDRegistryRemoveAttribute represents a RemoveAttribute event raised by the DIDRegistry contract.
type DIDRegistryRemoveAttribute struct {
	DidAccount common.Address
	Name       []byte
	Raw        *types.Log // Blockchain specific contextual infos
}

const DIDRegistryRemoveAttributeEventName = "RemoveAttribute"

// ContractEventName returns the user-defined event name.
func (DIDRegistryRemoveAttribute) ContractEventName() string {
	return DIDRegistryRemoveAttributeEventName
}

// UnpackRemoveAttributeEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RemoveAttribute(address did_account, bytes name)
func (dIDRegistry *DIDRegistry) UnpackRemoveAttributeEvent(log *types.Log) (*DIDRegistryRemoveAttribute, error) {
	event := "RemoveAttribute"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dIDRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DIDRegistryRemoveAttribute)
	if len(log.Data) > 0 {
		if err := dIDRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dIDRegistry.abi.Events[event].Inputs {
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

// DIDRegistryUpdateAttribute represents a UpdateAttribute event raised by the DIDRegistry contract.
type DIDRegistryUpdateAttribute struct {
	Sender     common.Address
	DidAccount common.Address
	Name       []byte
	Value      []byte
	Validity   uint32
	Raw        *types.Log // Blockchain specific contextual infos
}

const DIDRegistryUpdateAttributeEventName = "UpdateAttribute"

// ContractEventName returns the user-defined event name.
func (DIDRegistryUpdateAttribute) ContractEventName() string {
	return DIDRegistryUpdateAttributeEventName
}

// UnpackUpdateAttributeEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event UpdateAttribute(address sender, address did_account, bytes name, bytes value, uint32 validity)
func (dIDRegistry *DIDRegistry) UnpackUpdateAttributeEvent(log *types.Log) (*DIDRegistryUpdateAttribute, error) {
	event := "UpdateAttribute"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dIDRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DIDRegistryUpdateAttribute)
	if len(log.Data) > 0 {
		if err := dIDRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dIDRegistry.abi.Events[event].Inputs {
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
