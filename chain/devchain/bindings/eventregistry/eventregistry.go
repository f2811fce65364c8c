// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package eventregistry

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

// EventRegistryMachineEvent is an auto generated low-level Go binding around an user-defined struct.
type EventRegistryMachineEvent struct {
	MachineId     *big.Int
	EventType     uint8
	Value         *big.Int
	Currency      string
	Timestamp     *big.Int
	DataHash      [32]byte
	TrustLevel    uint8
	SourceChainId *big.Int
	SourceTxHash  [32]byte
	Metadata      []byte
}

// EventRegistryMetaData contains all meta data concerning the EventRegistry contract.
var EventRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"EventNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"}],\"name\":\"FutureTimestamp\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"currency\",\"type\":\"string\"}],\"name\":\"InvalidCurrencyShape\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"trustLevel\",\"type\":\"uint8\"}],\"name\":\"InvalidTrustLevel\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"MachineNotBonded\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"MachineNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"MetadataTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"NotMachineOrOperator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"eventType\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"EventSubmitted\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"eventAt\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"eventType\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"currency\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"dataHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"trustLevel\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"sourceChainId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"sourceTxHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"metadata\",\"type\":\"bytes\"}],\"internalType\":\"structEventRegistry.MachineEvent\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"eventCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"identityRegistryAddress\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"identityStakingAddress\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"registry\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"staking\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"eventType\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"dataHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"trustLevel\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"sourceChainId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"sourceTxHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"metadata\",\"type\":\"bytes\"}],\"name\":\"submitEvent\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"eventType\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"currency\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"dataHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"trustLevel\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"sourceChainId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"sourceTxHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"metadata\",\"type\":\"bytes\"}],\"name\":\"submitEvent\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "EventRegistry",
	Bin: "0x60808060405234601557610ddb908161001a8239f35b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c908163035bba6014610536575080631a420801146103625780636b58c7dc146102aa5780638da5cb5b14610283578063a759ee6f1461025b578063c0c53b8b146101b2578063ccfc6795146101885763e58a43ca14610074575f80fd5b34610184576101403660031901126101845761008e610598565b60643567ffffffffffffffff81116101845736602382011215610184576100bf9036906024816004013591016105fb565b9060c43560ff8116809103610184576101243567ffffffffffffffff8111610184576100ef903690600401610641565b906100fa8484610cad565b1561015e5761015c9360ff60405194610112866105a8565b600435865216602085015260443560408501526060840152608435608084015260a43560a084015260c083015260e43560e0830152610104356101008301526101208201526107a3565b005b60405163797f28e760e01b815260206004820152806101806024820187610559565b0390fd5b5f80fd5b34610184576020366003190112610184576004355f526003602052602060405f2054604051908152f35b34610184576060366003190112610184576004356001600160a01b03811690819003610184576024356001600160a01b03811690819003610184576044356001600160a01b0381169290839003610184575f546001600160a01b03811661024c576001600160601b0360a01b16175f556001600160601b0360a01b60015416176001556001600160601b0360a01b60025416176002555f80f35b63f92ee8a960e01b5f5260045ffd5b34610184575f366003190112610184576001546040516001600160a01b039091168152602090f35b34610184575f366003190112610184575f546040516001600160a01b039091168152602090f35b3461018457610120366003190112610184576102c4610598565b60a4359060ff821680920361018457610104359167ffffffffffffffff8311610184576102f861015c933690600401610641565b9060ff60405193610308856105a8565b600435855216602084015260443560408401526040516103296020826105d9565b5f81526060840152606435608084015260843560a084015260c083015260c43560e083015260e4356101008301526101208201526107a3565b3461018457604036600319011261018457600435602435606061012060405161038a816105a8565b5f81525f60208201525f604082015282808201525f60808201525f60a08201525f60c08201525f60e08201525f6101008201520152815f52600360205260405f205481101561052057815f52600360205260405f20906103e99161065f565b5090600182015491805490600381015493600282015460048301549160405195610412876105a8565b865260208601968160401c60ff168852604087019586526040518080600588019061043c916106c4565b0361044790826105d9565b60608801908152608088019667ffffffffffffffff8416885260a0890192835260c089019360481c60ff16845260e08901948552610100890195865260405180600681990190610496916106c4565b036104a190886105d9565b6101208901968752604051998a9960208b525160208b01525160ff1660408a01525160608901525160808801610140905261016088016104e091610559565b955160a08801525160c08701525160ff1660e0860152516101008501525161012084015251828203601f190161014084015261051c9190610559565b0390f35b90632920cc2760e11b5f5260045260245260445ffd5b34610184575f366003190112610184576002546001600160a01b03168152602090f35b91908251928382525f5b848110610583575050825f602080949584010152601f8019910116010190565b80602080928401015182828601015201610563565b6024359060ff8216820361018457565b610140810190811067ffffffffffffffff8211176105c557604052565b634e487b7160e01b5f52604160045260245ffd5b90601f8019910116810190811067ffffffffffffffff8211176105c557604052565b92919267ffffffffffffffff82116105c55760405191610625601f8201601f1916602001846105d9565b829481845281830111610184578281602093845f960137010152565b9080601f830112156101845781602061065c933591016105fb565b90565b8054821015610678575f52600760205f20910201905f90565b634e487b7160e01b5f52603260045260245ffd5b90600182811c921680156106ba575b60208310146106a657565b634e487b7160e01b5f52602260045260245ffd5b91607f169161069b565b5f92918154916106d38361068c565b808352926001811690811561072857506001146106ef57505050565b5f9081526020812093945091925b83831061070e575060209250010190565b6001816020929493945483858701015201910191906106fd565b915050602093945060ff929192191683830152151560051b010190565b919091601f8311610756575b505050565b81831161076257505050565b5f5260205f206020601f830160051c921061079b575b81601f9101920160051c03905f5b82811015610751575f82820155600101610786565b5f9150610778565b60018060a01b03600154168151604051906342a23df360e11b82526004820152602081602481855afa908115610bc7575f91610c8e575b5015610c7a576107e8610d95565b9082519160405192630a840d8b60e31b84526004840152602083602481855afa928315610bc7575f93610c59575b506001600160a01b0390811692168214159081610be9575b50610bd2575060018060a01b036002541660208251602460405180948193635d528fc360e11b835260048301525afa908115610bc7575f91610b98575b5015610b8557608081018051428111610b73575060c082019060ff82511660028111610b6157506101208301928351516110008111610b4f575080515f52600360205260405f20549381515f52600360205260405f208054680100000000000000008110156105c5576108e39160018201815561065f565b509067ffffffffffffffff6040840194855184555116946001830190815490602086019769ff00000000000000000068ff00000000000000008a5160401b16925160481b169269ffffffffffffffffffff1916171717905560e0830151600283015560a0830151600383015561010083015160048301556060830151600583019080519067ffffffffffffffff82116105c55761098a82610984855461068c565b85610745565b602090601f8311600114610ae85791806109be9260069695945f92610a52575b50508160011b915f199060031b1c19161790565b90555b5191019080519067ffffffffffffffff82116105c5576109e582610984855461068c565b602090601f8311600114610a5d5792610a3c8360ff94604097947f312cdd3f77b3c79b8a01c27c96ae6f3f2a498fa5b46e3186e95facc6e479be7c99975f92610a525750508160011b915f199060031b1c19161790565b90555b51945116905182519182526020820152a3565b015190505f806109aa565b90601f19831691845f52815f20925f5b818110610ad0575093604096937f312cdd3f77b3c79b8a01c27c96ae6f3f2a498fa5b46e3186e95facc6e479be7c9896936001938360ff9810610ab8575b505050811b019055610a3f565b01515f1960f88460031b161c191690555f8080610aab565b92936020600181928786015181550195019301610a6d565b90601f19831691845f52815f20925f5b818110610b37575091600193918560069897969410610b1f575b505050811b0190556109c1565b01515f1960f88460031b161c191690555f8080610b12565b92936020600181928786015181550195019301610af8565b6310940ba160e01b5f5260045260245ffd5b631881c5e360e21b5f5260045260245ffd5b6314598daf60e31b5f5260045260245ffd5b51634742599160e11b5f5260045260245ffd5b610bba915060203d602011610bc0575b610bb281836105d9565b810190610d5e565b5f61086b565b503d610ba8565b6040513d5f823e3d90fd5b90516376a9c90560e01b5f5260045260245260445ffd5b90506020835160246040518094819363f41875e160e01b835260048301525afa908115610bc7575f91610c2a575b506001600160a01b03168114155f61082e565b610c4c915060203d602011610c52575b610c4481836105d9565b810190610d76565b5f610c17565b503d610c3a565b610c7391935060203d602011610c5257610c4481836105d9565b915f610816565b505163366b30ab60e11b5f5260045260245ffd5b610ca7915060203d602011610bc057610bb281836105d9565b5f6107da565b60ff16610d5957805160038110908115610d4e575b50610d49578051905f5b82811015610d415760ff60f81b6020828401015116604160f81b8110159081610d32575b8115610d0c575b5015610d0557600101610ccc565b5050505f90565b600360fc1b811015915081610d23575b505f610cf7565b603960f81b101590505f610d1c565b602d60f91b8111159150610cf0565b505050600190565b505f90565b600a9150115f610cc2565b511590565b90816020910312610184575180151581036101845790565b9081602091031261018457516001600160a01b03811681036101845790565b6108053314801590610dd1575b610dcd576013193601368111610db9573560601c90565b634e487b7160e01b5f52601160045260245ffd5b3390565b5060143610610da256",
}

// EventRegistry is an auto generated Go binding around an Ethereum contract.
type EventRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EventRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewEventRegistry creates a new instance of EventRegistry.
func NewEventRegistry() *EventRegistry {
	parsed, err := EventRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EventRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EventRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackEventAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a420801.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventAt(uint256 machineId, uint256 index) view returns((uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes))
func (eventRegistry *EventRegistry) PackEventAt(machineId *big.Int, index *big.Int) []byte {
	enc, err := eventRegistry.abi.Pack("eventAt", machineId, index)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a420801.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventAt(uint256 machineId, uint256 index) view returns((uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes))
func (eventRegistry *EventRegistry) TryPackEventAt(machineId *big.Int, index *big.Int) ([]byte, error) {
	return eventRegistry.abi.Pack("eventAt", machineId, index)
}

// UnpackEventAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1a420801.
//
// Solidity: function eventAt(uint256 machineId, uint256 index) view returns((uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes))
func (eventRegistry *EventRegistry) UnpackEventAt(data []byte) (EventRegistryMachineEvent, error) {
	out, err := eventRegistry.abi.Unpack("eventAt", data)
	if err != nil {
		return *new(EventRegistryMachineEvent), err
	}
	out0 := *abi.ConvertType(out[0], new(EventRegistryMachineEvent)).(*EventRegistryMachineEvent)
	return out0, nil
}

// PackEventCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xccfc6795.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventCount(uint256 machineId) view returns(uint256)
func (eventRegistry *EventRegistry) PackEventCount(machineId *big.Int) []byte {
	enc, err := eventRegistry.abi.Pack("eventCount", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xccfc6795.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventCount(uint256 machineId) view returns(uint256)
func (eventRegistry *EventRegistry) TryPackEventCount(machineId *big.Int) ([]byte, error) {
	return eventRegistry.abi.Pack("eventCount", machineId)
}

// UnpackEventCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xccfc6795.
//
// Solidity: function eventCount(uint256 machineId) view returns(uint256)
func (eventRegistry *EventRegistry) UnpackEventCount(data []byte) (*big.Int, error) {
	out, err := eventRegistry.abi.Unpack("eventCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIdentityRegistryAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa759ee6f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityRegistryAddress() view returns(address)
func (eventRegistry *EventRegistry) PackIdentityRegistryAddress() []byte {
	enc, err := eventRegistry.abi.Pack("identityRegistryAddress")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdentityRegistryAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa759ee6f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function identityRegistryAddress() view returns(address)
func (eventRegistry *EventRegistry) TryPackIdentityRegistryAddress() ([]byte, error) {
	return eventRegistry.abi.Pack("identityRegistryAddress")
}

// UnpackIdentityRegistryAddress is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa759ee6f.
//
// Solidity: function identityRegistryAddress() view returns(address)
func (eventRegistry *EventRegistry) UnpackIdentityRegistryAddress(data []byte) (common.Address, error) {
	out, err := eventRegistry.abi.Unpack("identityRegistryAddress", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIdentityStakingAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x035bba60.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityStakingAddress() view returns(address)
func (eventRegistry *EventRegistry) PackIdentityStakingAddress() []byte {
	enc, err := eventRegistry.abi.Pack("identityStakingAddress")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdentityStakingAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x035bba60.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function identityStakingAddress() view returns(address)
func (eventRegistry *EventRegistry) TryPackIdentityStakingAddress() ([]byte, error) {
	return eventRegistry.abi.Pack("identityStakingAddress")
}

// UnpackIdentityStakingAddress is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x035bba60.
//
// Solidity: function identityStakingAddress() view returns(address)
func (eventRegistry *EventRegistry) UnpackIdentityStakingAddress(data []byte) (common.Address, error) {
	out, err := eventRegistry.abi.Unpack("identityStakingAddress", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc0c53b8b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address initialOwner, address registry, address staking) returns()
func (eventRegistry *EventRegistry) PackInitialize(initialOwner common.Address, registry common.Address, staking common.Address) []byte {
	enc, err := eventRegistry.abi.Pack("initialize", initialOwner, registry, staking)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc0c53b8b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address initialOwner, address registry, address staking) returns()
func (eventRegistry *EventRegistry) TryPackInitialize(initialOwner common.Address, registry common.Address, staking common.Address) ([]byte, error) {
	return eventRegistry.abi.Pack("initialize", initialOwner, registry, staking)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (eventRegistry *EventRegistry) PackOwner() []byte {
	enc, err := eventRegistry.abi.Pack("owner")
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
func (eventRegistry *EventRegistry) TryPackOwner() ([]byte, error) {
	return eventRegistry.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (eventRegistry *EventRegistry) UnpackOwner(data []byte) (common.Address, error) {
	out, err := eventRegistry.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSubmitEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6b58c7dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitEvent(uint256 machineId, uint8 eventType, uint256 value, uint256 timestamp, bytes32 dataHash, uint8 trustLevel, uint256 sourceChainId, bytes32 sourceTxHash, bytes metadata) returns()
func (eventRegistry *EventRegistry) PackSubmitEvent(machineId *big.Int, eventType uint8, value *big.Int, timestamp *big.Int, dataHash [32]byte, trustLevel uint8, sourceChainId *big.Int, sourceTxHash [32]byte, metadata []byte) []byte {
	enc, err := eventRegistry.abi.Pack("submitEvent", machineId, eventType, value, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6b58c7dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitEvent(uint256 machineId, uint8 eventType, uint256 value, uint256 timestamp, bytes32 dataHash, uint8 trustLevel, uint256 sourceChainId, bytes32 sourceTxHash, bytes metadata) returns()
func (eventRegistry *EventRegistry) TryPackSubmitEvent(machineId *big.Int, eventType uint8, value *big.Int, timestamp *big.Int, dataHash [32]byte, trustLevel uint8, sourceChainId *big.Int, sourceTxHash [32]byte, metadata []byte) ([]byte, error) {
	return eventRegistry.abi.Pack("submitEvent", machineId, eventType, value, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata)
}

// PackSubmitEvent0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe58a43ca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitEvent(uint256 machineId, uint8 eventType, uint256 value, string currency, uint256 timestamp, bytes32 dataHash, uint8 trustLevel, uint256 sourceChainId, bytes32 sourceTxHash, bytes metadata) returns()
func (eventRegistry *EventRegistry) PackSubmitEvent0(machineId *big.Int, eventType uint8, value *big.Int, currency string, timestamp *big.Int, dataHash [32]byte, trustLevel uint8, sourceChainId *big.Int, sourceTxHash [32]byte, metadata []byte) []byte {
	enc, err := eventRegistry.abi.Pack("submitEvent0", machineId, eventType, value, currency, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitEvent0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe58a43ca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitEvent(uint256 machineId, uint8 eventType, uint256 value, string currency, uint256 timestamp, bytes32 dataHash, uint8 trustLevel, uint256 sourceChainId, bytes32 sourceTxHash, bytes metadata) returns()
func (eventRegistry *EventRegistry) TryPackSubmitEvent0(machineId *big.Int, eventType uint8, value *big.Int, currency string, timestamp *big.Int, dataHash [32]byte, trustLevel uint8, sourceChainId *big.Int, sourceTxHash [32]byte, metadata []byte) ([]byte, error) {
	return eventRegistry.abi.Pack("submitEvent0", machineId, eventType, value, currency, timestamp, dataHash, trustLevel, sourceChainId, sourceTxHash, metadata)
}

// EventRegistryEventSubmitted represents a EventSubmitted event raised by the EventRegistry contract.
type EventRegistryEventSubmitted struct {
	MachineId *big.Int
	Index     *big.Int
	EventType uint8
	Value     *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const EventRegistryEventSubmittedEventName = "EventSubmitted"

// ContractEventName returns the user-defined event name.
func (EventRegistryEventSubmitted) ContractEventName() string {
	return EventRegistryEventSubmittedEventName
}

// UnpackEventSubmittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventSubmitted(uint256 indexed machineId, uint256 indexed index, uint8 eventType, uint256 value)
func (eventRegistry *EventRegistry) UnpackEventSubmittedEvent(log *types.Log) (*EventRegistryEventSubmitted, error) {
	event := "EventSubmitted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventRegistryEventSubmitted)
	if len(log.Data) > 0 {
		if err := eventRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventRegistry.abi.Events[event].Inputs {
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
func (eventRegistry *EventRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["EventNotFound"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackEventNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["FutureTimestamp"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackFutureTimestampError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["InvalidCurrencyShape"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackInvalidCurrencyShapeError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["InvalidTrustLevel"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackInvalidTrustLevelError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["MachineNotBonded"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackMachineNotBondedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["MachineNotFound"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackMachineNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["MetadataTooLong"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackMetadataTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["NotMachineOrOperator"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackNotMachineOrOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventRegistry.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return eventRegistry.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EventRegistryEventNotFound represents a EventNotFound error raised by the EventRegistry contract.
type EventRegistryEventNotFound struct {
	MachineId *big.Int
	Index     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventNotFound(uint256 machineId, uint256 index)
func EventRegistryEventNotFoundErrorID() common.Hash {
	return common.HexToHash("0x5241984e6b891e1b39a9248323bf5b34c29cf10e75b79f98325e5bea264f3207")
}

// UnpackEventNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventNotFound(uint256 machineId, uint256 index)
func (eventRegistry *EventRegistry) UnpackEventNotFoundError(raw []byte) (*EventRegistryEventNotFound, error) {
	out := new(EventRegistryEventNotFound)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "EventNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryFutureTimestamp represents a FutureTimestamp error raised by the EventRegistry contract.
type EventRegistryFutureTimestamp struct {
	Timestamp *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FutureTimestamp(uint256 timestamp)
func EventRegistryFutureTimestampErrorID() common.Hash {
	return common.HexToHash("0xa2cc6d78203d79070cf95a4f549e4a8eddda9519154f602740dba61547366cdd")
}

// UnpackFutureTimestampError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FutureTimestamp(uint256 timestamp)
func (eventRegistry *EventRegistry) UnpackFutureTimestampError(raw []byte) (*EventRegistryFutureTimestamp, error) {
	out := new(EventRegistryFutureTimestamp)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "FutureTimestamp", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryInvalidCurrencyShape represents a InvalidCurrencyShape error raised by the EventRegistry contract.
type EventRegistryInvalidCurrencyShape struct {
	Currency string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidCurrencyShape(string currency)
func EventRegistryInvalidCurrencyShapeErrorID() common.Hash {
	return common.HexToHash("0x797f28e756702bfa88c37cb6e12406fa6579c3e5410f4ac7685d624b7188eda4")
}

// UnpackInvalidCurrencyShapeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidCurrencyShape(string currency)
func (eventRegistry *EventRegistry) UnpackInvalidCurrencyShapeError(raw []byte) (*EventRegistryInvalidCurrencyShape, error) {
	out := new(EventRegistryInvalidCurrencyShape)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "InvalidCurrencyShape", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryInvalidInitialization represents a InvalidInitialization error raised by the EventRegistry contract.
type EventRegistryInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func EventRegistryInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (eventRegistry *EventRegistry) UnpackInvalidInitializationError(raw []byte) (*EventRegistryInvalidInitialization, error) {
	out := new(EventRegistryInvalidInitialization)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryInvalidTrustLevel represents a InvalidTrustLevel error raised by the EventRegistry contract.
type EventRegistryInvalidTrustLevel struct {
	TrustLevel uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidTrustLevel(uint8 trustLevel)
func EventRegistryInvalidTrustLevelErrorID() common.Hash {
	return common.HexToHash("0x6207178c7d4269230b4f2d4b35935c967b2eb3af313053652cfbaa24f4ee0915")
}

// UnpackInvalidTrustLevelError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidTrustLevel(uint8 trustLevel)
func (eventRegistry *EventRegistry) UnpackInvalidTrustLevelError(raw []byte) (*EventRegistryInvalidTrustLevel, error) {
	out := new(EventRegistryInvalidTrustLevel)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "InvalidTrustLevel", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryMachineNotBonded represents a MachineNotBonded error raised by the EventRegistry contract.
type EventRegistryMachineNotBonded struct {
	MachineId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MachineNotBonded(uint256 machineId)
func EventRegistryMachineNotBondedErrorID() common.Hash {
	return common.HexToHash("0x8e84b322fc1223859ad372c41852cc6370dc63953f21360ea2cd2ed67547eebc")
}

// UnpackMachineNotBondedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MachineNotBonded(uint256 machineId)
func (eventRegistry *EventRegistry) UnpackMachineNotBondedError(raw []byte) (*EventRegistryMachineNotBonded, error) {
	out := new(EventRegistryMachineNotBonded)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "MachineNotBonded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryMachineNotFound represents a MachineNotFound error raised by the EventRegistry contract.
type EventRegistryMachineNotFound struct {
	MachineId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MachineNotFound(uint256 machineId)
func EventRegistryMachineNotFoundErrorID() common.Hash {
	return common.HexToHash("0x6cd66156847ff900ac2bfce3eb45405a59947d7e37f340363fe82d48c0b62bd7")
}

// UnpackMachineNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MachineNotFound(uint256 machineId)
func (eventRegistry *EventRegistry) UnpackMachineNotFoundError(raw []byte) (*EventRegistryMachineNotFound, error) {
	out := new(EventRegistryMachineNotFound)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "MachineNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryMetadataTooLong represents a MetadataTooLong error raised by the EventRegistry contract.
type EventRegistryMetadataTooLong struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MetadataTooLong(uint256 length)
func EventRegistryMetadataTooLongErrorID() common.Hash {
	return common.HexToHash("0x10940ba17ee3363641e89f25bf971b7658044829415881d32c60609ef0cd9779")
}

// UnpackMetadataTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MetadataTooLong(uint256 length)
func (eventRegistry *EventRegistry) UnpackMetadataTooLongError(raw []byte) (*EventRegistryMetadataTooLong, error) {
	out := new(EventRegistryMetadataTooLong)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "MetadataTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryNotMachineOrOperator represents a NotMachineOrOperator error raised by the EventRegistry contract.
type EventRegistryNotMachineOrOperator struct {
	MachineId *big.Int
	Sender    common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotMachineOrOperator(uint256 machineId, address sender)
func EventRegistryNotMachineOrOperatorErrorID() common.Hash {
	return common.HexToHash("0x76a9c905859e95b2d279e8e32b4222dc28d55569e5d53af6005cd6f2ec6d9fa8")
}

// UnpackNotMachineOrOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotMachineOrOperator(uint256 machineId, address sender)
func (eventRegistry *EventRegistry) UnpackNotMachineOrOperatorError(raw []byte) (*EventRegistryNotMachineOrOperator, error) {
	out := new(EventRegistryNotMachineOrOperator)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "NotMachineOrOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventRegistryOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the EventRegistry contract.
type EventRegistryOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func EventRegistryOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (eventRegistry *EventRegistry) UnpackOwnableUnauthorizedAccountError(raw []byte) (*EventRegistryOwnableUnauthorizedAccount, error) {
	out := new(EventRegistryOwnableUnauthorizedAccount)
	if err := eventRegistry.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
