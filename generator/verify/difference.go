package verify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxFields is how many fields of one file a difference names.
const maxFields = 3

// difference says how two files differ, empty where they do not: by their
// fields where both are JSON, else by the first byte.
func difference(published, derived []byte) string {
	if bytes.Equal(published, derived) {
		return ""
	}
	got, ok1 := flatten(published)
	want, ok2 := flatten(derived)
	if ok1 && ok2 {
		if text := fields(got, want); text != "" {
			return text
		}
	}
	n := 0
	for n < min(len(published), len(derived)) && published[n] == derived[n] {
		n++
	}
	return fmt.Sprintf("%d bytes, the chain gives %d; they differ from byte %d", len(published), len(derived), n)
}

// fields lists the first fields that differ.
func fields(got, want map[string]string) string {
	var differing []string
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if got[name] != want[name] {
			differing = append(differing, fmt.Sprintf("%s is %s, the chain gives %s", short(name), show(got, name), show(want, name)))
		}
	}
	if more := len(differing) - maxFields; more > 0 {
		return strings.Join(differing[:maxFields], "; ") + fmt.Sprintf("; and %d more", more)
	}
	return strings.Join(differing, "; ")
}

func show(values map[string]string, name string) string {
	value, ok := values[name]
	if !ok {
		return "absent"
	}
	return short(value)
}

// maxText is how much of a name or a value is shown, in bytes.
const maxText = 80

// short makes foreign text fit for a line.
func short(text string) string {
	if len(text) > maxText {
		text = text[:maxText] + "..."
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}

// flatten gives the leaves of a JSON document by their path.
func flatten(data []byte) (leaves map[string]string, ok bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	leaves = map[string]string{}
	flattenInto(leaves, "", v, 0)
	return leaves, true
}

// maxDepth is how far flatten looks into values; what lies deeper is one leaf.
const maxDepth = 16

func flattenInto(leaves map[string]string, path string, v any, depth int) {
	object, isObject := v.(map[string]any)
	list, isList := v.([]any)
	switch {
	case isObject && depth < maxDepth:
		leaves[path+"{}"] = "an object"
		for name, member := range object {
			flattenInto(leaves, strings.TrimPrefix(path+"."+name, "."), member, depth+1)
		}
	case isList && depth < maxDepth:
		leaves[path+"[]"] = strconv.Itoa(len(list)) + " elements"
		for i, element := range list {
			flattenInto(leaves, path+"["+strconv.Itoa(i)+"]", element, depth+1)
		}
	default:
		text, _ := json.Marshal(v) // decoded JSON always encodes
		leaves[path] = string(text)
	}
}

// withoutPartner takes a partner's answer out of a profile. What is no profile
// stays as it is.
func withoutPartner(body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var profile map[string]any
	if d.Decode(&profile) != nil {
		return body
	}
	peaqos, ok := profile["peaqos"].(map[string]any)
	if !ok || peaqos["data_visibility"] != "public" {
		return body
	}
	delete(peaqos, "partner_data")
	delete(peaqos, "partner_data_error")
	rest, _ := json.Marshal(profile) // decoded JSON always encodes
	return rest
}
