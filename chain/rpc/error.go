package rpc

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is an error that a node answered to one call.
type Error struct {
	Code    int
	Message string // one line of valid UTF-8, at most 300 bytes
	Data    []byte // revert data; the text itself where the node put plain text there

	endpoint string // that answered so; "" where a fault names it
	advice   error  // what the error means for whoever runs the program, nil for nothing
	tooMuch  bool
	doubtful bool // another endpoint may answer otherwise
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s (code %d)", e.Message, e.Code)
	if e.advice != nil {
		text += ": " + e.advice.Error()
	}
	if e.endpoint != "" {
		text = e.endpoint + " answers: " + text
	}
	return text
}

// Unwrap gives ErrNoState or ErrNoTag, where the error means that.
func (e *Error) Unwrap() error { return e.advice }

// IsRange says that the call asks for more than the endpoint gives, and that
// half of it may pass: an eth_getLogs of several blocks that failed for no
// reason that is known to be another, or any call whose request or answer is
// too long.
func (e *Error) IsRange() bool { return e.tooMuch }

// errorSelector starts the ABI encoding of Error(string).
var errorSelector = []byte{0x08, 0xc3, 0x79, 0xa0}

// IsRevert says that the call ran and was reverted.
func (e *Error) IsRevert() bool {
	return e.Code == 3 || revertText.MatchString(e.Message) || bytes.HasPrefix(e.Data, errorSelector)
}

// Reason gives the text that a revert came with: that of Error(string) in the
// data, else the data if it is text, else what the message says after the word
// "revert". It is "" where there is none.
func (e *Error) Reason() string {
	if text, ok := abiText(e.Data); ok {
		return text
	}
	if isText(e.Data) {
		return strings.TrimSpace(string(e.Data))
	}
	at := revertText.FindStringIndex(e.Message)
	if at == nil {
		return ""
	}
	return strings.Trim(strings.TrimPrefix(e.Message[at[1]:], " with reason string"), ` :'"`)
}

// abiText decodes Error(string).
func abiText(data []byte) (string, bool) {
	args, ok := bytes.CutPrefix(data, errorSelector)
	if !ok || len(args) < 64 {
		return "", false
	}
	offset := new(big.Int).SetBytes(args[:32])
	if !offset.IsUint64() || offset.Uint64() > uint64(len(args)-32) {
		return "", false
	}
	args = args[offset.Uint64():]
	n := new(big.Int).SetBytes(args[:32])
	if !n.IsUint64() || n.Uint64() > uint64(len(args)-32) {
		return "", false
	}
	return strings.ToValidUTF8(string(args[32:32+n.Uint64()]), "\uFFFD"), true
}

func isText(b []byte) bool {
	return len(b) > 0 && utf8.Valid(b) && !slices.ContainsFunc([]rune(string(b)), func(r rune) bool { return !unicode.IsPrint(r) })
}

// parseError reads an error member. Nodes put anything there.
func parseError(raw json.RawMessage) *Error {
	var shape struct {
		Code    json.RawMessage `json:"code"`
		Message json.RawMessage `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	if Unmarshal(raw, &shape) != nil {
		return &Error{Message: jsonText(raw)}
	}
	code, _ := strconv.Atoi(strings.Trim(string(shape.Code), `"`))
	return &Error{Code: code, Message: jsonText(shape.Message), Data: revertData(shape.Data, 3)}
}

// jsonText gives a JSON string as text, any other JSON as it is written.
func jsonText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

var hexData = regexp.MustCompile(`^(?:Reverted )?0x((?:[0-9a-fA-F]{2})*)$`)

// revertData finds the data in what nodes wrap it in: hex, "Reverted 0x...",
// plain text, or objects with one of these in a known member.
func revertData(raw json.RawMessage, depth int) []byte {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		if m := hexData.FindStringSubmatch(s); m != nil {
			b, _ := hex.DecodeString(m[1])
			return b
		}
		return []byte(s)
	}
	var object map[string]json.RawMessage
	if depth == 0 || json.Unmarshal(raw, &object) != nil {
		return nil
	}
	for _, name := range []string{"data", "result", "return", "originalError"} {
		if data := revertData(object[name], depth-1); len(data) > 0 {
			return data
		}
	}
	return nil
}

// hidden gives the error fit to be shown: without what may be a key, and with a
// message on one line of bounded length.
func (e *Error) hidden(hide *strings.Replacer) *Error {
	clean := *e
	clean.Message = oneLine(e.Message, hide)
	if isText(e.Data) {
		clean.Data = []byte(hide.Replace(string(e.Data)))
	}
	return &clean
}

// oneLine gives a text without what may be a key, of bounded length.
func oneLine(text string, hide *strings.Replacer) string {
	const longest = 300
	text = strings.Join(strings.Fields(strings.ToValidUTF8(hide.Replace(text), "\uFFFD")), " ")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text)
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest-3], "") + "..."
	}
	return text
}
