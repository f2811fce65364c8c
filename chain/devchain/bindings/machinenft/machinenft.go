// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package machinenft

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

// MachineNFTMetaData contains all meta data concerning the MachineNFT contract.
var MachineNFTMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"AlreadyMinted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721IncorrectOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721InsufficientApproval\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721NonexistentToken\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"}],\"name\":\"MachineNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"NotMachineOrOperator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"approved\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"ApprovalForAll\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"getApproved\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"identityRegistry\",\"outputs\":[{\"internalType\":\"contractIIdentityRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"},{\"internalType\":\"contractIIdentityRegistry\",\"name\":\"registry\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"name\":\"isApprovedForAll\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"machineIdOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"machineId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"mint\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"nextTokenId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ownerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"setApprovalForAll\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"id\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"name\":\"tokenIdOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"tokenURI\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "MachineNFT",
	Bin: "0x60808060405234601557610ca3908161001a8239f35b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c90816301ffc9a714610ace5750806306474d1214610aa457806306fdde0314610a5c578063081812fc14610a20578063095ea7b31461092e578063134e18f41461090657806323b872dd1461076c578063485cc955146106f15780636352211e146106c157806370a082311461067157806375794a3c146106545780638231d1291461062a5780638da5cb5b1461060357806394bf804d1461037057806395d89b411461032f578063a22cb46514610286578063c87b56dd1461013d5763e985e9c5146100e2575f80fd5b34610139576040366003190112610139576100fb610bd8565b610103610bee565b9060018060a01b03165f52600860205260405f209060018060a01b03165f52602052602060ff60405f2054166040519015158152f35b5f80fd5b346101395760203660031901126101395760043561015a81610c04565b5080600a60019204805b610272575061017282610b6f565b916101806040519384610b39565b80835261018c81610b6f565b91816020850193601f19013685375b610205576102016101e46101f5603d87876040519485927f68747470733a2f2f6d63722e6578616d706c652f6d657461646174612f000000602085015251809285850190610b8b565b81010301601f198101835282610b39565b60405191829182610bac565b0390f35b600a8106603001918260301161025e5761021e90610c97565b91845183101561024a578291600a9160f81b6001600160f81b0319165f1a86840160200153049061019b565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b9161027e600a91610c57565b920480610164565b346101395760403660031901126101395761029f610bd8565b60243590811515809203610139576001600160a01b036102bd610c65565b165f9081526008602090815260408083206001600160a01b0385811685529083529220805460ff191660ff86161790557f17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c3191610317610c65565b6040519586526001600160a01b0390941694931692a3005b34610139575f36600319011261013957610201604051610350604082610b39565b60078152664d414348494e4560c81b602082015260405191829182610bac565b346101395760403660031901126101395760043561038c610bee565b6003546040516342a23df360e11b8152600481018490526001600160a01b0390911690602081602481855afa908115610589575f916105c8575b50156105b5576103d4610c65565b604051630a840d8b60e31b8152600481018590529190602083602481855afa928315610589575f93610594575b506001600160a01b0390811692168214159081610519575b5080610505575b6104ef5750815f52600560205260405f20546104dc576004549161044383610c57565b600455805f5260056020528260405f2055825f52600660205260405f205560018060a01b031680156104ca57805f52600260205260405f206104858154610c57565b90555f82815260016020526040812080546001600160a01b031916831790557fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8180a4005b633250574960e11b5f5260045260245ffd5b506314b27b7f60e31b5f5260045260245ffd5b826376a9c90560e01b5f5260045260245260445ffd5b505f546001600160a01b0316811415610420565b602491506020906040519283809263f41875e160e01b82528860048301525afa908115610589575f9161055a575b506001600160a01b031681141584610419565b61057c915060203d602011610582575b6105748183610b39565b810190610c38565b84610547565b503d61056a565b6040513d5f823e3d90fd5b6105ae91935060203d602011610582576105748183610b39565b9185610401565b8263366b30ab60e11b5f5260045260245ffd5b90506020813d6020116105fb575b816105e360209383610b39565b810103126101395751801515810361013957846103c6565b3d91506105d6565b34610139575f366003190112610139575f546040516001600160a01b039091168152602090f35b34610139576020366003190112610139576004355f526006602052602060405f2054604051908152f35b34610139575f366003190112610139576020600454604051908152f35b34610139576020366003190112610139576001600160a01b03610692610bd8565b1680156106af575f526002602052602060405f2054604051908152f35b6322718ad960e21b5f5260045260245ffd5b346101395760203660031901126101395760206106df600435610c04565b6040516001600160a01b039091168152f35b346101395760403660031901126101395761070a610bd8565b6024356001600160a01b0381169190829003610139575f54906001600160a01b03821661075d576001600160a01b03166001600160a01b0319918216175f55600380549091169190911790556001600455005b63f92ee8a960e01b5f5260045ffd5b3461013957606036600319011261013957610785610bd8565b61078d610bee565b906044359161079b83610c04565b916107a4610c65565b6001600160a01b03938416931680841415806108e5575b806108c5575b6108ae57506001600160a01b03169180830361089457505f83815260076020526040902080546001600160a01b03191690556001600160a01b03169081156108815780610864575b815f52600260205260405f2061081f8154610c57565b90555f83815260016020526040812080546001600160a01b031916841790557fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef9080a4005b805f52600260205260405f2061087a8154610c97565b9055610809565b50633250574960e11b5f5260045260245ffd5b83836364283d7b60e01b5f5260045260245260445260645ffd5b849063177e802f60e01b5f5260045260245260445ffd5b505f858152600760205260409020546001600160a01b03168114156107c1565b50835f52600860205260405f20815f5260205260ff60405f205416156107bb565b34610139575f366003190112610139576003546040516001600160a01b039091168152602090f35b3461013957604036600319011261013957610947610bd8565b6024359061095482610c04565b9061095d610c65565b6001600160a01b039283169216821415806109f0575b6109ca575f83815260076020526040812080546001600160a01b0319166001600160a01b039390931692831790559091907f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b9259080a4005b826109d3610c65565b63177e802f60e01b5f5260018060a01b031660045260245260445ffd5b50815f52600860205260405f20610a05610c65565b60018060a01b03165f5260205260ff60405f20541615610973565b3461013957602036600319011261013957600435610a3d81610c04565b505f526007602052602060018060a01b0360405f205416604051908152f35b34610139575f36600319011261013957610201604051610a7d604082610b39565b600e81526d706561714f53204d616368696e6560901b602082015260405191829182610bac565b34610139576020366003190112610139576004355f526005602052602060405f2054604051908152f35b34610139576020366003190112610139576004359063ffffffff60e01b8216809203610139576020916301ffc9a760e01b8114908115610b28575b8115610b17575b5015158152f35b635b5e139f60e01b14905083610b10565b6380ac58cd60e01b81149150610b09565b90601f8019910116810190811067ffffffffffffffff821117610b5b57604052565b634e487b7160e01b5f52604160045260245ffd5b67ffffffffffffffff8111610b5b57601f01601f191660200190565b5f5b838110610b9c5750505f910152565b8181015183820152602001610b8d565b60409160208252610bcc8151809281602086015260208686019101610b8b565b601f01601f1916010190565b600435906001600160a01b038216820361013957565b602435906001600160a01b038216820361013957565b5f818152600160205260409020546001600160a01b0316908115610c26575090565b637e27328960e01b5f5260045260245ffd5b9081602091031261013957516001600160a01b03811681036101395790565b5f19811461025e5760010190565b6108053314801590610c8d575b610c8957601319360136811161025e573560601c90565b3390565b5060143610610c72565b801561025e575f19019056",
}

// MachineNFT is an auto generated Go binding around an Ethereum contract.
type MachineNFT struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *MachineNFT) GetABI() abi.ABI {
	return c.abi
}

// NewMachineNFT creates a new instance of MachineNFT.
func NewMachineNFT() *MachineNFT {
	parsed, err := MachineNFTMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &MachineNFT{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *MachineNFT) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address to, uint256 tokenId) returns()
func (machineNFT *MachineNFT) PackApprove(to common.Address, tokenId *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("approve", to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address to, uint256 tokenId) returns()
func (machineNFT *MachineNFT) TryPackApprove(to common.Address, tokenId *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("approve", to, tokenId)
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address holder) view returns(uint256)
func (machineNFT *MachineNFT) PackBalanceOf(holder common.Address) []byte {
	enc, err := machineNFT.abi.Pack("balanceOf", holder)
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
func (machineNFT *MachineNFT) TryPackBalanceOf(holder common.Address) ([]byte, error) {
	return machineNFT.abi.Pack("balanceOf", holder)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address holder) view returns(uint256)
func (machineNFT *MachineNFT) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := machineNFT.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x081812fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (machineNFT *MachineNFT) PackGetApproved(tokenId *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("getApproved", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x081812fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (machineNFT *MachineNFT) TryPackGetApproved(tokenId *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("getApproved", tokenId)
}

// UnpackGetApproved is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x081812fc.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (machineNFT *MachineNFT) UnpackGetApproved(data []byte) (common.Address, error) {
	out, err := machineNFT.abi.Unpack("getApproved", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIdentityRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x134e18f4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityRegistry() view returns(address)
func (machineNFT *MachineNFT) PackIdentityRegistry() []byte {
	enc, err := machineNFT.abi.Pack("identityRegistry")
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
func (machineNFT *MachineNFT) TryPackIdentityRegistry() ([]byte, error) {
	return machineNFT.abi.Pack("identityRegistry")
}

// UnpackIdentityRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x134e18f4.
//
// Solidity: function identityRegistry() view returns(address)
func (machineNFT *MachineNFT) UnpackIdentityRegistry(data []byte) (common.Address, error) {
	out, err := machineNFT.abi.Unpack("identityRegistry", data)
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
func (machineNFT *MachineNFT) PackInitialize(initialOwner common.Address, registry common.Address) []byte {
	enc, err := machineNFT.abi.Pack("initialize", initialOwner, registry)
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
func (machineNFT *MachineNFT) TryPackInitialize(initialOwner common.Address, registry common.Address) ([]byte, error) {
	return machineNFT.abi.Pack("initialize", initialOwner, registry)
}

// PackIsApprovedForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe985e9c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isApprovedForAll(address , address ) view returns(bool)
func (machineNFT *MachineNFT) PackIsApprovedForAll(arg0 common.Address, arg1 common.Address) []byte {
	enc, err := machineNFT.abi.Pack("isApprovedForAll", arg0, arg1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsApprovedForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe985e9c5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isApprovedForAll(address , address ) view returns(bool)
func (machineNFT *MachineNFT) TryPackIsApprovedForAll(arg0 common.Address, arg1 common.Address) ([]byte, error) {
	return machineNFT.abi.Pack("isApprovedForAll", arg0, arg1)
}

// UnpackIsApprovedForAll is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe985e9c5.
//
// Solidity: function isApprovedForAll(address , address ) view returns(bool)
func (machineNFT *MachineNFT) UnpackIsApprovedForAll(data []byte) (bool, error) {
	out, err := machineNFT.abi.Unpack("isApprovedForAll", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMachineIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8231d129.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function machineIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) PackMachineIdOf(arg0 *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("machineIdOf", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMachineIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8231d129.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function machineIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) TryPackMachineIdOf(arg0 *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("machineIdOf", arg0)
}

// UnpackMachineIdOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8231d129.
//
// Solidity: function machineIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) UnpackMachineIdOf(data []byte) (*big.Int, error) {
	out, err := machineNFT.abi.Unpack("machineIdOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94bf804d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(uint256 machineId, address recipient) returns()
func (machineNFT *MachineNFT) PackMint(machineId *big.Int, recipient common.Address) []byte {
	enc, err := machineNFT.abi.Pack("mint", machineId, recipient)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94bf804d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(uint256 machineId, address recipient) returns()
func (machineNFT *MachineNFT) TryPackMint(machineId *big.Int, recipient common.Address) ([]byte, error) {
	return machineNFT.abi.Pack("mint", machineId, recipient)
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (machineNFT *MachineNFT) PackName() []byte {
	enc, err := machineNFT.abi.Pack("name")
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
func (machineNFT *MachineNFT) TryPackName() ([]byte, error) {
	return machineNFT.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (machineNFT *MachineNFT) UnpackName(data []byte) (string, error) {
	out, err := machineNFT.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackNextTokenId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75794a3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nextTokenId() view returns(uint256)
func (machineNFT *MachineNFT) PackNextTokenId() []byte {
	enc, err := machineNFT.abi.Pack("nextTokenId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNextTokenId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75794a3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nextTokenId() view returns(uint256)
func (machineNFT *MachineNFT) TryPackNextTokenId() ([]byte, error) {
	return machineNFT.abi.Pack("nextTokenId")
}

// UnpackNextTokenId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x75794a3c.
//
// Solidity: function nextTokenId() view returns(uint256)
func (machineNFT *MachineNFT) UnpackNextTokenId(data []byte) (*big.Int, error) {
	out, err := machineNFT.abi.Unpack("nextTokenId", data)
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
func (machineNFT *MachineNFT) PackOwner() []byte {
	enc, err := machineNFT.abi.Pack("owner")
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
func (machineNFT *MachineNFT) TryPackOwner() ([]byte, error) {
	return machineNFT.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (machineNFT *MachineNFT) UnpackOwner(data []byte) (common.Address, error) {
	out, err := machineNFT.abi.Unpack("owner", data)
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
func (machineNFT *MachineNFT) PackOwnerOf(tokenId *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("ownerOf", tokenId)
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
func (machineNFT *MachineNFT) TryPackOwnerOf(tokenId *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("ownerOf", tokenId)
}

// UnpackOwnerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6352211e.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (machineNFT *MachineNFT) UnpackOwnerOf(data []byte) (common.Address, error) {
	out, err := machineNFT.abi.Unpack("ownerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setApprovalForAll(address operator, bool approved) returns()
func (machineNFT *MachineNFT) PackSetApprovalForAll(operator common.Address, approved bool) []byte {
	enc, err := machineNFT.abi.Pack("setApprovalForAll", operator, approved)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setApprovalForAll(address operator, bool approved) returns()
func (machineNFT *MachineNFT) TryPackSetApprovalForAll(operator common.Address, approved bool) ([]byte, error) {
	return machineNFT.abi.Pack("setApprovalForAll", operator, approved)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 id) pure returns(bool)
func (machineNFT *MachineNFT) PackSupportsInterface(id [4]byte) []byte {
	enc, err := machineNFT.abi.Pack("supportsInterface", id)
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
func (machineNFT *MachineNFT) TryPackSupportsInterface(id [4]byte) ([]byte, error) {
	return machineNFT.abi.Pack("supportsInterface", id)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 id) pure returns(bool)
func (machineNFT *MachineNFT) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := machineNFT.abi.Unpack("supportsInterface", data)
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
func (machineNFT *MachineNFT) PackSymbol() []byte {
	enc, err := machineNFT.abi.Pack("symbol")
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
func (machineNFT *MachineNFT) TryPackSymbol() ([]byte, error) {
	return machineNFT.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (machineNFT *MachineNFT) UnpackSymbol(data []byte) (string, error) {
	out, err := machineNFT.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTokenIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06474d12.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tokenIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) PackTokenIdOf(arg0 *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("tokenIdOf", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06474d12.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) TryPackTokenIdOf(arg0 *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("tokenIdOf", arg0)
}

// UnpackTokenIdOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06474d12.
//
// Solidity: function tokenIdOf(uint256 ) view returns(uint256)
func (machineNFT *MachineNFT) UnpackTokenIdOf(data []byte) (*big.Int, error) {
	out, err := machineNFT.abi.Unpack("tokenIdOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tokenURI(uint256 tokenId) view returns(string)
func (machineNFT *MachineNFT) PackTokenURI(tokenId *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("tokenURI", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenURI(uint256 tokenId) view returns(string)
func (machineNFT *MachineNFT) TryPackTokenURI(tokenId *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("tokenURI", tokenId)
}

// UnpackTokenURI is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc87b56dd.
//
// Solidity: function tokenURI(uint256 tokenId) view returns(string)
func (machineNFT *MachineNFT) UnpackTokenURI(data []byte) (string, error) {
	out, err := machineNFT.abi.Unpack("tokenURI", data)
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
// Solidity: function transferFrom(address from, address to, uint256 tokenId) returns()
func (machineNFT *MachineNFT) PackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := machineNFT.abi.Pack("transferFrom", from, to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 tokenId) returns()
func (machineNFT *MachineNFT) TryPackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return machineNFT.abi.Pack("transferFrom", from, to, tokenId)
}

// MachineNFTApproval represents a Approval event raised by the MachineNFT contract.
type MachineNFTApproval struct {
	Owner    common.Address
	Approved common.Address
	TokenId  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const MachineNFTApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (MachineNFTApproval) ContractEventName() string {
	return MachineNFTApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId)
func (machineNFT *MachineNFT) UnpackApprovalEvent(log *types.Log) (*MachineNFTApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != machineNFT.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MachineNFTApproval)
	if len(log.Data) > 0 {
		if err := machineNFT.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range machineNFT.abi.Events[event].Inputs {
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

// MachineNFTApprovalForAll represents a ApprovalForAll event raised by the MachineNFT contract.
type MachineNFTApprovalForAll struct {
	Owner    common.Address
	Operator common.Address
	Approved bool
	Raw      *types.Log // Blockchain specific contextual infos
}

const MachineNFTApprovalForAllEventName = "ApprovalForAll"

// ContractEventName returns the user-defined event name.
func (MachineNFTApprovalForAll) ContractEventName() string {
	return MachineNFTApprovalForAllEventName
}

// UnpackApprovalForAllEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ApprovalForAll(address indexed owner, address indexed operator, bool approved)
func (machineNFT *MachineNFT) UnpackApprovalForAllEvent(log *types.Log) (*MachineNFTApprovalForAll, error) {
	event := "ApprovalForAll"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != machineNFT.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MachineNFTApprovalForAll)
	if len(log.Data) > 0 {
		if err := machineNFT.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range machineNFT.abi.Events[event].Inputs {
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

// MachineNFTTransfer represents a Transfer event raised by the MachineNFT contract.
type MachineNFTTransfer struct {
	From    common.Address
	To      common.Address
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const MachineNFTTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (MachineNFTTransfer) ContractEventName() string {
	return MachineNFTTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
func (machineNFT *MachineNFT) UnpackTransferEvent(log *types.Log) (*MachineNFTTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != machineNFT.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MachineNFTTransfer)
	if len(log.Data) > 0 {
		if err := machineNFT.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range machineNFT.abi.Events[event].Inputs {
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
func (machineNFT *MachineNFT) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["AlreadyMinted"].ID.Bytes()[:4]) {
		return machineNFT.UnpackAlreadyMintedError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["ERC721IncorrectOwner"].ID.Bytes()[:4]) {
		return machineNFT.UnpackERC721IncorrectOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["ERC721InsufficientApproval"].ID.Bytes()[:4]) {
		return machineNFT.UnpackERC721InsufficientApprovalError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["ERC721InvalidOwner"].ID.Bytes()[:4]) {
		return machineNFT.UnpackERC721InvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["ERC721InvalidReceiver"].ID.Bytes()[:4]) {
		return machineNFT.UnpackERC721InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["ERC721NonexistentToken"].ID.Bytes()[:4]) {
		return machineNFT.UnpackERC721NonexistentTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return machineNFT.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["MachineNotFound"].ID.Bytes()[:4]) {
		return machineNFT.UnpackMachineNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["NotMachineOrOperator"].ID.Bytes()[:4]) {
		return machineNFT.UnpackNotMachineOrOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], machineNFT.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return machineNFT.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// MachineNFTAlreadyMinted represents a AlreadyMinted error raised by the MachineNFT contract.
type MachineNFTAlreadyMinted struct {
	MachineId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyMinted(uint256 machineId)
func MachineNFTAlreadyMintedErrorID() common.Hash {
	return common.HexToHash("0xa593dbf81d5995447668c0b7480dccd1e705a509bfa85d2e5a5bdc84be9f462e")
}

// UnpackAlreadyMintedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyMinted(uint256 machineId)
func (machineNFT *MachineNFT) UnpackAlreadyMintedError(raw []byte) (*MachineNFTAlreadyMinted, error) {
	out := new(MachineNFTAlreadyMinted)
	if err := machineNFT.abi.UnpackIntoInterface(out, "AlreadyMinted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTERC721IncorrectOwner represents a ERC721IncorrectOwner error raised by the MachineNFT contract.
type MachineNFTERC721IncorrectOwner struct {
	Sender  common.Address
	TokenId *big.Int
	Owner   common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func MachineNFTERC721IncorrectOwnerErrorID() common.Hash {
	return common.HexToHash("0x64283d7b313c8117c125f736876fa2b4e90ea3831a4716dfdb87d2f540e26289")
}

// UnpackERC721IncorrectOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func (machineNFT *MachineNFT) UnpackERC721IncorrectOwnerError(raw []byte) (*MachineNFTERC721IncorrectOwner, error) {
	out := new(MachineNFTERC721IncorrectOwner)
	if err := machineNFT.abi.UnpackIntoInterface(out, "ERC721IncorrectOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTERC721InsufficientApproval represents a ERC721InsufficientApproval error raised by the MachineNFT contract.
type MachineNFTERC721InsufficientApproval struct {
	Operator common.Address
	TokenId  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func MachineNFTERC721InsufficientApprovalErrorID() common.Hash {
	return common.HexToHash("0x177e802f6f313bc89797ecace66d6d29ab4719cbaaacbb87367264048b1eb861")
}

// UnpackERC721InsufficientApprovalError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func (machineNFT *MachineNFT) UnpackERC721InsufficientApprovalError(raw []byte) (*MachineNFTERC721InsufficientApproval, error) {
	out := new(MachineNFTERC721InsufficientApproval)
	if err := machineNFT.abi.UnpackIntoInterface(out, "ERC721InsufficientApproval", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTERC721InvalidOwner represents a ERC721InvalidOwner error raised by the MachineNFT contract.
type MachineNFTERC721InvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOwner(address owner)
func MachineNFTERC721InvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x89c62b6479af2e623826dcc39c5133061d35b66d72de92833401dd2fd6567480")
}

// UnpackERC721InvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOwner(address owner)
func (machineNFT *MachineNFT) UnpackERC721InvalidOwnerError(raw []byte) (*MachineNFTERC721InvalidOwner, error) {
	out := new(MachineNFTERC721InvalidOwner)
	if err := machineNFT.abi.UnpackIntoInterface(out, "ERC721InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTERC721InvalidReceiver represents a ERC721InvalidReceiver error raised by the MachineNFT contract.
type MachineNFTERC721InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func MachineNFTERC721InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0x64a0ae9278f805eaf991dcd18ca78756d280b7508b764ef1b255c55845c11df9")
}

// UnpackERC721InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func (machineNFT *MachineNFT) UnpackERC721InvalidReceiverError(raw []byte) (*MachineNFTERC721InvalidReceiver, error) {
	out := new(MachineNFTERC721InvalidReceiver)
	if err := machineNFT.abi.UnpackIntoInterface(out, "ERC721InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTERC721NonexistentToken represents a ERC721NonexistentToken error raised by the MachineNFT contract.
type MachineNFTERC721NonexistentToken struct {
	TokenId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func MachineNFTERC721NonexistentTokenErrorID() common.Hash {
	return common.HexToHash("0x7e273289a3a9ef6670f06df7dca227856fc925e956db96980692764a8bc734d7")
}

// UnpackERC721NonexistentTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func (machineNFT *MachineNFT) UnpackERC721NonexistentTokenError(raw []byte) (*MachineNFTERC721NonexistentToken, error) {
	out := new(MachineNFTERC721NonexistentToken)
	if err := machineNFT.abi.UnpackIntoInterface(out, "ERC721NonexistentToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTInvalidInitialization represents a InvalidInitialization error raised by the MachineNFT contract.
type MachineNFTInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func MachineNFTInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (machineNFT *MachineNFT) UnpackInvalidInitializationError(raw []byte) (*MachineNFTInvalidInitialization, error) {
	out := new(MachineNFTInvalidInitialization)
	if err := machineNFT.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTMachineNotFound represents a MachineNotFound error raised by the MachineNFT contract.
type MachineNFTMachineNotFound struct {
	MachineId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MachineNotFound(uint256 machineId)
func MachineNFTMachineNotFoundErrorID() common.Hash {
	return common.HexToHash("0x6cd66156847ff900ac2bfce3eb45405a59947d7e37f340363fe82d48c0b62bd7")
}

// UnpackMachineNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MachineNotFound(uint256 machineId)
func (machineNFT *MachineNFT) UnpackMachineNotFoundError(raw []byte) (*MachineNFTMachineNotFound, error) {
	out := new(MachineNFTMachineNotFound)
	if err := machineNFT.abi.UnpackIntoInterface(out, "MachineNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTNotMachineOrOperator represents a NotMachineOrOperator error raised by the MachineNFT contract.
type MachineNFTNotMachineOrOperator struct {
	MachineId *big.Int
	Sender    common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotMachineOrOperator(uint256 machineId, address sender)
func MachineNFTNotMachineOrOperatorErrorID() common.Hash {
	return common.HexToHash("0x76a9c905859e95b2d279e8e32b4222dc28d55569e5d53af6005cd6f2ec6d9fa8")
}

// UnpackNotMachineOrOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotMachineOrOperator(uint256 machineId, address sender)
func (machineNFT *MachineNFT) UnpackNotMachineOrOperatorError(raw []byte) (*MachineNFTNotMachineOrOperator, error) {
	out := new(MachineNFTNotMachineOrOperator)
	if err := machineNFT.abi.UnpackIntoInterface(out, "NotMachineOrOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MachineNFTOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the MachineNFT contract.
type MachineNFTOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func MachineNFTOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (machineNFT *MachineNFT) UnpackOwnableUnauthorizedAccountError(raw []byte) (*MachineNFTOwnableUnauthorizedAccount, error) {
	out := new(MachineNFTOwnableUnauthorizedAccount)
	if err := machineNFT.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
