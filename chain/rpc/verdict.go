package rpc

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// What the nodes and gateways in use write. Sources: Frontier client/rpc,
// jsonrpsee, go-ethereum, anvil, and the public gateways' documentation.
var (
	revertText  = regexp.MustCompile(`(?i)\brevert(?:ed)?\b`)
	ranText     = regexp.MustCompile(`(?i)revert|out of gas|evm error|evm fatal|invalid opcode|stack (?:under|over)flow|gas limit`)
	behindText  = regexp.MustCompile(`(?i)header not found|unknown block\b|block not found|beyond current head|not yet available`)
	prunedText  = regexp.MustCompile(`(?i)missing trie node|state (?:already |is |was )?(?:not available|unavailable|discarded|pruned)|pruned|historical state|archive (?:node|data|state)`)
	rangeText   = regexp.MustCompile(`(?i)\brange|returned more than|more than \d+ (?:results|logs)|too many (?:results|logs|blocks)|max(?:imum)? (?:\w+ )?results|response (?:size|is too|too)|query time|exceeds limit of \d+|blocks? limit|limited to`)
	slowText    = regexp.MustCompile(`(?i)tim(?:ed|e|ing)[ -]?out|deadline exceeded`)
	longText    = regexp.MustCompile(`(?i)(?:request|response|answer|result) (?:body )?(?:is )?too (?:big|large|long)`)
	rateText    = regexp.MustCompile(`(?i)rate.?limit|too many requests|requests? (?:limit|count|rate)|per second|compute units|capacity|quota|credits|throttl`)
	loadText    = regexp.MustCompile(`(?i)unavailable|overload|busy|try again|please retry|temporar|no available|suitable provider`)
	brokenText  = regexp.MustCompile(`(?i)internal|upstream|bad gateway|connection`)
	authText    = regexp.MustCompile(`(?i)authori[sz]|authenticat|api.?key|access (?:denied|token)|forbidden|project id|invalid token|payment required`)
	unknownText = regexp.MustCompile(`(?i)method (?:\S+ )?(?:is )?(?:not|unavailable|unsupported|disabled)|unsupported method|(?:does not exist|unknown) method|unknown method|method does ?n.t exist`)
	batchText   = regexp.MustCompile(`(?i)\bbatch|request (?:is )?too (?:big|large)|response (?:is )?too (?:big|large)`)
	neverText   = regexp.MustCompile(`(?i)not (?:supported|allowed|enabled)|unsupported|disabled|forbidden`)
)

// meaning is what an error of one call says.
type meaning uint8

const (
	outcome meaning = iota // of the call, whichever node runs it
	tooMuch                // half of the call may pass
	doubt                  // the endpoint does not do that: another may
	broken                 // the endpoint did not answer the call
)

// The codes that say one thing at every provider that uses them. Others mean
// one thing here and another there: -32005 is a rate limit or too wide a range.
var (
	rateCodes    = []int{429, -32029, -32007, -32090}
	longCodes    = []int{-32008, -32011}
	brokenCodes  = []int{-32005, -32009, -32016, -32097, -32603}
	unknownCodes = []int{-32601}
)

// judge says what an error means. Frontier answers reverts and failed queries
// alike with -32603, so the text decides before the code. What an eth_getLogs
// of several blocks fails with is too much unless it is known to be something
// else: no two providers word it alike. An error without a code is a
// gateway's.
func (m message) judge(e *Error) meaning {
	is := func(text *regexp.Regexp, codes ...int) bool {
		return text.MatchString(e.Message) || slices.Contains(codes, e.Code)
	}
	logs := m.method == getLogs
	switch {
	case !logs && (e.IsRevert() || is(ranText)):
		return outcome
	case is(rateText, rateCodes...), is(behindText):
		return broken
	case m.dispensable:
		return outcome
	case logs && (is(rangeText) || is(slowText)), is(longText, longCodes...):
		return tooMuch
	case is(unknownText, unknownCodes...):
		return doubt
	case is(prunedText), is(authText), is(loadText), e.Code == 0:
		return broken
	case m.wide():
		return tooMuch
	case is(slowText), is(brokenText, brokenCodes...):
		return broken
	}
	return doubt
}

// wide says that a call asks for the logs of several blocks.
func (m message) wide() bool {
	from, to := m.blocks()
	return m.method == getLogs && from != to
}

// refusal says that the error is about the batch. One error in place of the
// whole answer is, unless it is known to be about something else.
func (e *Error) refusal(whole bool) (refusal, bool) {
	const tooBigBatch, tooBigAnswer = -32010, -32011
	switch {
	case rateText.MatchString(e.Message) || slices.Contains(rateCodes, e.Code):
		return refusal{}, false
	case batchText.MatchString(e.Message):
		return refusal{always: neverText.MatchString(e.Message)}, true
	case slices.Contains([]int{tooBigBatch, tooBigAnswer}, e.Code):
		return refusal{}, true
	case !whole || e.Code == 0:
		return refusal{}, false
	}
	for _, text := range []*regexp.Regexp{authText, loadText, behindText, prunedText, rangeText, slowText} {
		if text.MatchString(e.Message) {
			return refusal{}, false
		}
	}
	return refusal{}, true
}

// What an error means for whoever runs the program.
var (
	ErrNoState = errors.New("the endpoint has dropped the state of that block, an archive endpoint keeps it")
	ErrNoTag   = errors.New("the endpoint does not know this block tag")
)

// advice gives what an error of the call means, nil for nothing more than it
// says.
func (m message) advice(e *Error) error {
	switch about := m.judge(e); {
	case prunedText.MatchString(e.Message):
		return ErrNoState
	case m.tagged() && (about == doubt || behindText.MatchString(e.Message)):
		return ErrNoTag
	}
	return nil
}

// advise adds to an error of a call what it means.
func (m message) advise(err error) error {
	if m.tagged() {
		return fmt.Errorf("%w: %w", err, ErrNoTag)
	}
	return err
}

// tagged says that the call names a block by a tag that not every node knows.
func (m message) tagged() bool {
	block := m.block()
	return block == "finalized" || block == "safe"
}
