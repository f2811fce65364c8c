package rpc

import (
	"regexp"
	"slices"
)

// What the nodes and gateways in use write. Sources: Frontier client/rpc,
// jsonrpsee, go-ethereum, anvil, and the public gateways' documentation.
var (
	revertText = regexp.MustCompile(`(?i)\brevert(?:ed)?\b`)
	ranText    = regexp.MustCompile(`(?i)revert|out of gas|evm error|evm fatal|invalid opcode|stack (?:under|over)flow|gas limit`)
	behindText = regexp.MustCompile(`(?i)header not found|unknown block|block not found|beyond current head|missing trie node|not yet available`)
	rangeText  = regexp.MustCompile(`(?i)\brange|returned more than|more than \d+ (?:results|logs)|too many (?:results|logs|blocks)|max(?:imum)? (?:\w+ )?results|response (?:size|is too|too)|query time|exceeds limit of \d+|blocks? limit|limited to`)
	slowText   = regexp.MustCompile(`(?i)tim(?:ed|e|ing)[ -]?out|deadline exceeded`)
	rateText   = regexp.MustCompile(`(?i)rate.?limit|too many requests|requests? (?:limit|count|rate)|per second|compute units|capacity|quota|credits|throttl`)
	busyText   = regexp.MustCompile(`(?i)internal|unavailable|overload|busy|try again|temporar|upstream|bad gateway|no available|connection|authori[sz]|authenticat|api.?key`)
	batchText  = regexp.MustCompile(`(?i)\bbatch|request (?:is )?too (?:big|large)|response (?:is )?too (?:big|large)`)
	neverText  = regexp.MustCompile(`(?i)not (?:supported|allowed|enabled)|unsupported|disabled|forbidden`)
)

func (e *Error) refusesRange() bool {
	if behindText.MatchString(e.Message) {
		return false
	}
	return rangeText.MatchString(e.Message) || slowText.MatchString(e.Message)
}

// transient says that the error is about the endpoint and not about the call.
// Frontier answers reverts and failed queries alike with -32603, so the text
// decides before the code. An error without a code is a gateway's.
func (e *Error) transient() bool {
	if ranText.MatchString(e.Message) || e.IsRevert() {
		return false
	}
	for _, text := range []*regexp.Regexp{behindText, rateText, busyText, slowText} {
		if text.MatchString(e.Message) {
			return true
		}
	}
	return e.Code == 0 || slices.Contains([]int{429, -32005, -32029, -32007, -32009, -32016, -32097, -32603}, e.Code)
}

// refusal says that the error is about the batch. An error in place of the
// whole answer needs less to be one than the error of a call in it.
func (e *Error) refusal(whole bool) (refusal, bool) {
	const invalidRequest, tooBigBatch, tooBigAnswer = -32600, -32010, -32011
	switch {
	case rateText.MatchString(e.Message):
		return refusal{}, false
	case batchText.MatchString(e.Message):
		return refusal{always: neverText.MatchString(e.Message)}, true
	case slices.Contains([]int{tooBigBatch, tooBigAnswer}, e.Code):
		return refusal{}, true
	}
	return refusal{}, whole && e.Code == invalidRequest
}
