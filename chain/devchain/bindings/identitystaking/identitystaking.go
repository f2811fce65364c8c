// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package identitystaking

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

// IdentityStakingMetaData contains all meta data concerning the IdentityStaking contract.
var IdentityStakingMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"EnforcedPause\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"UnauthorizedStaker\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Paused\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Staked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Unpaused\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"identityRegistry\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"registry\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"isStaked\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"paused\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"stakeFor\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"stakeOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "IdentityStaking",
	Bin: "0x608080604052346015576103d6908161001a8239f35b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c908163134e18f4146103815750806324a66539146103575780633f4ba83a146102f3578063485cc955146102685780635c975abb146102435780638456cb591461019e5780638da5cb5b14610177578063baa51f861461014b5763e27604bd1461007f575f80fd5b6020366003190112610147576004356100966103a4565b600154906001600160a01b0380831691160361011f5760a01c60ff1661011057805f52600260205260405f208054903482018092116100fc57557f925435fa7e37e5d9555bb18ce0d62bb9627d0846942e58e5291e9a2dded462ed6020604051348152a2005b634e487b7160e01b5f52601160045260245ffd5b63d93c066560e01b5f5260045ffd5b6101276103a4565b638ed1097760e01b5f9081526001600160a01b0391909116600452602490fd5b5f80fd5b34610147576020366003190112610147576004355f526002602052602060405f20541515604051908152f35b34610147575f366003190112610147575f546040516001600160a01b039091168152602090f35b34610147575f366003190112610147576101b66103a4565b5f546001600160a01b0390811691160361021b576001805460ff60a01b1916600160a01b1790557f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a25860206102086103a4565b6040516001600160a01b039091168152a1005b6102236103a4565b63118cdaa760e01b5f9081526001600160a01b0391909116600452602490fd5b34610147575f36600319011261014757602060ff60015460a01c166040519015158152f35b34610147576040366003190112610147576004356001600160a01b03811690819003610147576024356001600160a01b0381169190829003610147575f546001600160a01b0381166102e4576bffffffffffffffffffffffff60a01b16175f556bffffffffffffffffffffffff60a01b60015416176001555f80f35b63f92ee8a960e01b5f5260045ffd5b34610147575f3660031901126101475761030b6103a4565b5f546001600160a01b0390811691160361021b576001805460ff60a01b191690557f5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa60206102086103a4565b34610147576020366003190112610147576004355f526002602052602060405f2054604051908152f35b34610147575f366003190112610147576001546001600160a01b03168152602090f35b61080533148015906103cc575b6103c85760131936013681116100fc573560601c90565b3390565b50601436106103b156",
}

// IdentityStaking is an auto generated Go binding around an Ethereum contract.
type IdentityStaking struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *IdentityStaking) GetABI() abi.ABI {
	return c.abi
}

// NewIdentityStaking creates a new instance of IdentityStaking.
func NewIdentityStaking() *IdentityStaking {
	parsed, err := IdentityStakingMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &IdentityStaking{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *IdentityStaking) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackIdentityRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x134e18f4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityRegistry() view returns(address)
func (identityStaking *IdentityStaking) PackIdentityRegistry() []byte {
	enc, err := identityStaking.abi.Pack("identityRegistry")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdentityRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x134e18f4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function identityRegistry() view returns(address)
func (identityStaking *IdentityStaking) TryPackIdentityRegistry() ([]byte, error) {
	return identityStaking.abi.Pack("identityRegistry")
}

// UnpackIdentityRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x134e18f4.
//
// Solidity: function identityRegistry() view returns(address)
func (identityStaking *IdentityStaking) UnpackIdentityRegistry(data []byte) (common.Address, error) {
	out, err := identityStaking.abi.Unpack("identityRegistry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address initialOwner, address registry) returns()
func (identityStaking *IdentityStaking) PackInitialize(initialOwner common.Address, registry common.Address) []byte {
	enc, err := identityStaking.abi.Pack("initialize", initialOwner, registry)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address initialOwner, address registry) returns()
func (identityStaking *IdentityStaking) TryPackInitialize(initialOwner common.Address, registry common.Address) ([]byte, error) {
	return identityStaking.abi.Pack("initialize", initialOwner, registry)
}

// PackIsStaked is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbaa51f86.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isStaked(uint256 machineId) view returns(bool)
func (identityStaking *IdentityStaking) PackIsStaked(machineId *big.Int) []byte {
	enc, err := identityStaking.abi.Pack("isStaked", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsStaked is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbaa51f86.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isStaked(uint256 machineId) view returns(bool)
func (identityStaking *IdentityStaking) TryPackIsStaked(machineId *big.Int) ([]byte, error) {
	return identityStaking.abi.Pack("isStaked", machineId)
}

// UnpackIsStaked is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbaa51f86.
//
// Solidity: function isStaked(uint256 machineId) view returns(bool)
func (identityStaking *IdentityStaking) UnpackIsStaked(data []byte) (bool, error) {
	out, err := identityStaking.abi.Unpack("isStaked", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (identityStaking *IdentityStaking) PackOwner() []byte {
	enc, err := identityStaking.abi.Pack("owner")
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
func (identityStaking *IdentityStaking) TryPackOwner() ([]byte, error) {
	return identityStaking.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (identityStaking *IdentityStaking) UnpackOwner(data []byte) (common.Address, error) {
	out, err := identityStaking.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (identityStaking *IdentityStaking) PackPause() []byte {
	enc, err := identityStaking.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (identityStaking *IdentityStaking) TryPackPause() ([]byte, error) {
	return identityStaking.abi.Pack("pause")
}

// PackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function paused() view returns(bool)
func (identityStaking *IdentityStaking) PackPaused() []byte {
	enc, err := identityStaking.abi.Pack("paused")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function paused() view returns(bool)
func (identityStaking *IdentityStaking) TryPackPaused() ([]byte, error) {
	return identityStaking.abi.Pack("paused")
}

// UnpackPaused is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c975abb.
//
// Solidity: function paused() view returns(bool)
func (identityStaking *IdentityStaking) UnpackPaused(data []byte) (bool, error) {
	out, err := identityStaking.abi.Unpack("paused", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackStakeFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe27604bd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stakeFor(uint256 machineId) payable returns()
func (identityStaking *IdentityStaking) PackStakeFor(machineId *big.Int) []byte {
	enc, err := identityStaking.abi.Pack("stakeFor", machineId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStakeFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe27604bd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stakeFor(uint256 machineId) payable returns()
func (identityStaking *IdentityStaking) TryPackStakeFor(machineId *big.Int) ([]byte, error) {
	return identityStaking.abi.Pack("stakeFor", machineId)
}

// PackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24a66539.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stakeOf(uint256 ) view returns(uint256)
func (identityStaking *IdentityStaking) PackStakeOf(arg0 *big.Int) []byte {
	enc, err := identityStaking.abi.Pack("stakeOf", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24a66539.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stakeOf(uint256 ) view returns(uint256)
func (identityStaking *IdentityStaking) TryPackStakeOf(arg0 *big.Int) ([]byte, error) {
	return identityStaking.abi.Pack("stakeOf", arg0)
}

// UnpackStakeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x24a66539.
//
// Solidity: function stakeOf(uint256 ) view returns(uint256)
func (identityStaking *IdentityStaking) UnpackStakeOf(data []byte) (*big.Int, error) {
	out, err := identityStaking.abi.Unpack("stakeOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpause() returns()
func (identityStaking *IdentityStaking) PackUnpause() []byte {
	enc, err := identityStaking.abi.Pack("unpause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpause() returns()
func (identityStaking *IdentityStaking) TryPackUnpause() ([]byte, error) {
	return identityStaking.abi.Pack("unpause")
}

// IdentityStakingPaused represents a Paused event raised by the IdentityStaking contract.
type IdentityStakingPaused struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const IdentityStakingPausedEventName = "Paused"

// ContractEventName returns the user-defined event name.
func (IdentityStakingPaused) ContractEventName() string {
	return IdentityStakingPausedEventName
}

// UnpackPausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paused(address account)
func (identityStaking *IdentityStaking) UnpackPausedEvent(log *types.Log) (*IdentityStakingPaused, error) {
	event := "Paused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityStaking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityStakingPaused)
	if len(log.Data) > 0 {
		if err := identityStaking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityStaking.abi.Events[event].Inputs {
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

// IdentityStakingStaked represents a Staked event raised by the IdentityStaking contract.
type IdentityStakingStaked struct {
	MachineId *big.Int
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const IdentityStakingStakedEventName = "Staked"

// ContractEventName returns the user-defined event name.
func (IdentityStakingStaked) ContractEventName() string {
	return IdentityStakingStakedEventName
}

// UnpackStakedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Staked(uint256 indexed machineId, uint256 amount)
func (identityStaking *IdentityStaking) UnpackStakedEvent(log *types.Log) (*IdentityStakingStaked, error) {
	event := "Staked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityStaking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityStakingStaked)
	if len(log.Data) > 0 {
		if err := identityStaking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityStaking.abi.Events[event].Inputs {
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

// IdentityStakingUnpaused represents a Unpaused event raised by the IdentityStaking contract.
type IdentityStakingUnpaused struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const IdentityStakingUnpausedEventName = "Unpaused"

// ContractEventName returns the user-defined event name.
func (IdentityStakingUnpaused) ContractEventName() string {
	return IdentityStakingUnpausedEventName
}

// UnpackUnpausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unpaused(address account)
func (identityStaking *IdentityStaking) UnpackUnpausedEvent(log *types.Log) (*IdentityStakingUnpaused, error) {
	event := "Unpaused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != identityStaking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IdentityStakingUnpaused)
	if len(log.Data) > 0 {
		if err := identityStaking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range identityStaking.abi.Events[event].Inputs {
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
func (identityStaking *IdentityStaking) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], identityStaking.abi.Errors["EnforcedPause"].ID.Bytes()[:4]) {
		return identityStaking.UnpackEnforcedPauseError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityStaking.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return identityStaking.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityStaking.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return identityStaking.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], identityStaking.abi.Errors["UnauthorizedStaker"].ID.Bytes()[:4]) {
		return identityStaking.UnpackUnauthorizedStakerError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// IdentityStakingEnforcedPause represents a EnforcedPause error raised by the IdentityStaking contract.
type IdentityStakingEnforcedPause struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EnforcedPause()
func IdentityStakingEnforcedPauseErrorID() common.Hash {
	return common.HexToHash("0xd93c0665d6c96d04a8f174024fc4ddd66c250604aff22bbec808de86dd3637e3")
}

// UnpackEnforcedPauseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EnforcedPause()
func (identityStaking *IdentityStaking) UnpackEnforcedPauseError(raw []byte) (*IdentityStakingEnforcedPause, error) {
	out := new(IdentityStakingEnforcedPause)
	if err := identityStaking.abi.UnpackIntoInterface(out, "EnforcedPause", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityStakingInvalidInitialization represents a InvalidInitialization error raised by the IdentityStaking contract.
type IdentityStakingInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func IdentityStakingInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (identityStaking *IdentityStaking) UnpackInvalidInitializationError(raw []byte) (*IdentityStakingInvalidInitialization, error) {
	out := new(IdentityStakingInvalidInitialization)
	if err := identityStaking.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityStakingOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the IdentityStaking contract.
type IdentityStakingOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func IdentityStakingOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (identityStaking *IdentityStaking) UnpackOwnableUnauthorizedAccountError(raw []byte) (*IdentityStakingOwnableUnauthorizedAccount, error) {
	out := new(IdentityStakingOwnableUnauthorizedAccount)
	if err := identityStaking.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IdentityStakingUnauthorizedStaker represents a UnauthorizedStaker error raised by the IdentityStaking contract.
type IdentityStakingUnauthorizedStaker struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnauthorizedStaker(address account)
func IdentityStakingUnauthorizedStakerErrorID() common.Hash {
	return common.HexToHash("0x8ed10977c88692afad15a9059b2d417eb67773e755831956e791a588d42667ed")
}

// UnpackUnauthorizedStakerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnauthorizedStaker(address account)
func (identityStaking *IdentityStaking) UnpackUnauthorizedStakerError(raw []byte) (*IdentityStakingUnauthorizedStaker, error) {
	out := new(IdentityStakingUnauthorizedStaker)
	if err := identityStaking.abi.UnpackIntoInterface(out, "UnauthorizedStaker", raw); err != nil {
		return nil, err
	}
	return out, nil
}
