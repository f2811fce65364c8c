package chain

import (
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// candidates are the functions that a contract of each role may have: those
// that the reader asks, then names that fit what the documentation says must
// exist. None of the latter is published.
var candidates = map[string][]string{
	"identity_registry": {
		"machineExists(uint256)", "machineWalletOf(uint256)", "nextMachineId()", "operatorOf(uint256)", "machineStatus(uint256)", "minBond()",
		"machineStatusOf(uint256)", "statusOf(uint256)",
		"machineIdOf(address)", "addressToMachineId(address)", "agentIdOf(address)", "machineIdByAddress(address)", "machineIdByWallet(address)",
		"machineIdForWallet(address)", "getMachineId(address)", "walletToMachineId(address)", "machineOf(address)",
		"machines(uint256)", "getMachine(uint256)", "machinesOf(address)", "machinesOfOperator(address)",
		"identityStaking()", "totalMachines()", "getMetadata(uint256,string)", "getAgentWallet(uint256)", "setAgentURI(uint256,string)",
		"totalSupply()", "tokenByIndex(uint256)", "tokenOfOwnerByIndex(address,uint256)", "ownerOf(uint256)", "tokenURI(uint256)",
	},
	"identity_staking": {
		"isStaked(uint256)", "stakeOf(uint256)", "bondOf(uint256)", "stakedAmount(uint256)", "stakedAmountOf(uint256)", "getStake(uint256)",
		"stakes(uint256)", "bondAmount(uint256)", "totalStaked()", "stakeFor(uint256)", "stakeFor(uint256,address)", "stakeFor(uint256,uint256)", "paused()",
	},
	"event_registry": {
		"submitEvent(uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes)",
		"submitEvent(uint256,uint8,uint256,uint256,bytes32,uint8,uint256,bytes32,bytes)",
		"identityRegistryAddress()", "identityStakingAddress()", "machineRegistryAddress()", "machineRegistry()", "identityRegistry()", "identityStaking()",
		"eventCount(uint256)", "getEventCount(uint256)", "eventsCount(uint256)", "eventCountOf(uint256)", "machineEventCount(uint256)",
		"getMachineEventCount(uint256)", "totalEvents(uint256)", "totalEvents()", "eventsLength(uint256)", "nextEventIndex(uint256)",
		"getEvents(uint256)", "getEvents(uint256,uint256,uint256)", "getEventsPaginated(uint256,uint256,uint256)", "getMachineEvents(uint256)",
		"getMachineEvents(uint256,uint256,uint256)", "eventsOf(uint256,uint256,uint256)", "getEvent(uint256,uint256)", "eventAt(uint256,uint256)",
		"getEventAt(uint256,uint256)", "events(uint256,uint256)", "machineEvents(uint256,uint256)",
		"batchSubmitEvents((uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes)[])",
	},
	"machine_nft": {
		"tokenIdOf(uint256)", "ownerOf(uint256)", "tokenURI(uint256)", "machineIdOf(uint256)", "tokenIdToMachineId(uint256)",
		"machineIdOfToken(uint256)", "machineOf(uint256)", "nextTokenId()", "totalSupply()",
	},
	"admin_flags": {
		"negativeFlag(uint256)", "negativeFlags(uint256)", "negativeFlagAt(uint256)", "negativeFlagTimestamp(uint256)", "negativeFlagOf(uint256)",
		"flaggedAt(uint256)", "flagTimestamp(uint256)", "isFlagged(uint256)",
		"trustOverride(uint256)", "trustOverrides(uint256)", "trustOverrideOf(uint256)", "getTrustOverride(uint256)",
	},
	"did_registry": {"readAttribute(address,bytes)"},
	"multicall3":   {"aggregate3((address,bool,bytes)[])", "getChainId()", "getBlockNumber()"},
}

// sampleCall encodes a call of a function that takes numbers and addresses, or
// of readAttribute: the first number is machine 1, the others are 0 and 10, an
// offset and a count. ok is false for functions that take anything else or
// write.
func sampleCall(signature string) (data []byte, ok bool) {
	name, rest, _ := strings.Cut(signature, "(")
	if signature == "readAttribute(address,bytes)" {
		return (&Reader{}).attributeCall(common.Address{19: 1}, "machineId").data, true
	}
	numbers := []uint64{1, 0, 10}
	var args [][32]byte
	for typ := range strings.SplitSeq(strings.TrimSuffix(rest, ")"), ",") {
		switch {
		case typ == "":
		case typ == "address":
			args = append(args, addressWord(common.Address{19: 1}))
		case typ == "uint256" && len(numbers) > 0:
			args = append(args, uintWord(numbers[0]))
			numbers = numbers[1:]
		default:
			return nil, false
		}
	}
	return callOf(selector(signature), args...), name != "stakeFor"
}

// pushedSelectors lists the constants of up to four bytes that code pushes on
// the stack, as it does with the selectors that it compares a call with.
// Leading zero bytes are not pushed.
func pushedSelectors(code []byte) map[[4]byte]bool {
	const push1, push32 = 0x60, 0x7f
	pushed := map[[4]byte]bool{}
	for i := 0; i < len(code); i++ {
		op := code[i]
		if op < push1 || op > push32 {
			continue
		}
		n := int(op-push1) + 1
		if n <= 4 && i+n < len(code) {
			var constant [4]byte
			copy(constant[4-n:], code[i+1:i+1+n])
			pushed[constant] = true
		}
		i += n
	}
	return pushed
}
