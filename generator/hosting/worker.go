package hosting

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// The logic of Workers and of CloudFront functions. What they are to answer
// stands in a table before it.
var (
	//go:embed js/rules.js
	rulesJS string
	//go:embed js/worker.js
	workerJS string
	//go:embed js/cloudfront.js
	cloudFrontJS string
)

// Worker returns a Cloudflare Worker over static assets that hold the trees
// under their prefixes. Its answers are those of the API: the DID as it was
// asked, pages by any offset and limit, every error with its body.
func Worker(trees []Tree, ratingTTL uint) ([]byte, error) {
	sorted, err := nest(trees)
	if err != nil {
		return nil, fmt.Errorf("writing the Worker: %w", err)
	}
	site := script{Common: values(endpoints.Common()), Preflight: map[string]string{
		"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
		"Access-Control-Allow-Headers": "*",
		"Access-Control-Max-Age":       "86400",
		"Cache-Control":                endpoints.NoStore,
	}}
	for _, t := range sorted {
		site.Trees = append(site.Trees, scriptOf(t, ratingTTL))
	}
	if first, last := sorted[0], sorted[len(sorted)-1]; last.Prefix != "" {
		site.Trees = append(site.Trees, probes(first, ratingTTL))
	}
	table, err := json.MarshalIndent(site, "", " ")
	return source(table, rulesJS, workerJS), err
}

// CloudFront returns a function for the viewer requests of a CloudFront
// distribution before a bucket that holds the trees under their prefixes. It
// brings every spelling to the key of an object and refuses what the API
// refuses.
func CloudFront(trees []Tree) ([]byte, error) {
	sorted, err := nest(trees)
	if err != nil {
		return nil, fmt.Errorf("writing the CloudFront function: %w", err)
	}
	var whole struct {
		Detail string `json:"detail"`
	}
	if err := json.Unmarshal([]byte(notSliceable), &whole); err != nil {
		return nil, err
	}
	headers := map[string]any{"cache-control": map[string]string{"value": endpoints.NoStore}}
	for _, h := range endpoints.Common() {
		headers[strings.ToLower(h.Name)] = map[string]string{"value": h.Value}
	}
	site := script{Whole: whole.Detail, Headers: headers}
	for _, t := range sorted {
		tree := scriptOf(t, 0)
		tree.Files, tree.Page, tree.Base = nil, nil, ""
		for i := range tree.Endpoints {
			tree.Endpoints[i].Headers, tree.Endpoints[i].Unresolved, tree.Endpoints[i].Echo = nil, nil, false
		}
		site.Trees = append(site.Trees, tree)
	}
	table, err := json.Marshal(site)
	return source(table, rulesJS, cloudFrontJS), err
}

func source(table []byte, parts ...string) []byte {
	return fmt.Appendf(nil, "// %s\nconst SITE = %s;\n\n%s", generated, table, strings.Join(parts, "\n"))
}

// nest validates trees and lists those that lie in another's prefix first.
func nest(trees []Tree) ([]Tree, error) {
	var mounts []mount.Mount
	for _, t := range trees {
		if t.Table == nil {
			return nil, fmt.Errorf("the tree %s is without a generation", t.Dir)
		}
		mounts = append(mounts, t.Mount)
	}
	return Site{Trees: trees}.nested(), mount.Validate(mounts)
}

// script is the table of a script. Its fields are those that js/ reads.
type script struct {
	Trees     []scriptTree      `json:"trees"`
	Common    map[string]string `json:"common,omitempty"`    // headers of every answer
	Preflight map[string]string `json:"preflight,omitempty"` // headers of OPTIONS
	Headers   map[string]any    `json:"headers,omitempty"`   // of what a CloudFront function answers itself
	Whole     string            `json:"whole,omitempty"`     // detail where a page would have to be cut
}

type scriptTree struct {
	Prefix string `json:"prefix"`
	// Base is the prefix of its assets: another one for the probes of a site
	// without a tree at its root.
	Base      string            `json:"base"`
	Page      map[string]string `json:"page,omitempty"`
	Endpoints []scriptEndpoint  `json:"endpoints"`
	Files     []scriptFile      `json:"files,omitempty"`
}

type scriptEndpoint struct {
	Before     string            `json:"before"` // the key
	After      string            `json:"after"`
	Key        scriptParameter   `json:"key"`
	Query      []scriptParameter `json:"query,omitempty"`
	Size       int               `json:"size,omitempty"` // of a page
	Missing    string            `json:"missing"`
	Unresolved *unresolvedIn     `json:"unresolved,omitempty"` // set where a 404 may have another detail
	Echo       bool              `json:"echo,omitempty"`       // the answer begins with the DID as it was asked
	Headers    map[string]string `json:"headers,omitempty"`
}

type scriptParameter struct {
	Name      string `json:"name"`
	Pattern   string `json:"pattern,omitempty"` // of a DID without its prefix; empty for an integer
	Decimal   bool   `json:"decimal,omitempty"` // the DID is a number
	Empty     string `json:"empty,omitempty"`
	Malformed string `json:"malformed,omitempty"`
	Least     *int   `json:"least,omitempty"`
	Most      *int   `json:"most,omitempty"`
	Default   int    `json:"default"`
}

// unresolvedIn is where index/unresolved.json has the subjects of an endpoint.
type unresolvedIn struct {
	List  string `json:"list"`
	Field string `json:"field"`
}

var unresolvedOf = map[endpoints.Subject]*unresolvedIn{
	endpoints.OfProfile: {"addresses", "address"},
	endpoints.OfMachine: {"machines", "machine_id"},
	endpoints.OfToken:   {"tokens", "token_id"},
}

type scriptFile struct {
	Pattern string            `json:"pattern"` // of the path in the tree, with a slash before it
	Headers map[string]string `json:"headers"`
}

func scriptOf(t Tree, ratingTTL uint) scriptTree {
	out := scriptTree{Prefix: t.Path(), Base: t.Path()}
	for f := range t.keyed() {
		out.Endpoints = append(out.Endpoints, endpointOf(f, ratingTTL))
	}
	for f := range t.Table.All() {
		if f.Files == "404.html" {
			out.Page = values(f.Headers(ratingTTL))
		}
		if f.Route != "" && (f.Endpoint == nil || f.Endpoint.Key == nil) {
			out.Files = append(out.Files, filesOf(f, ratingTTL)...)
		}
	}
	return out
}

func endpointOf(f endpoints.Family, ratingTTL uint) scriptEndpoint {
	before, after, _ := strings.Cut(f.Route, "{")
	_, after, _ = strings.Cut(after, "}")
	e := scriptEndpoint{
		Before: before, After: after, Key: parameterOf(f.Endpoint.Key), Missing: f.NotFound,
		Echo: f.Body == endpoints.MCRBody, Headers: values(f.Headers(ratingTTL)),
	}
	for _, p := range f.Endpoint.Query {
		e.Query, e.Size = append(e.Query, parameterOf(p)), endpoints.PageSize
	}
	if len(f.Endpoint.Details[404]) > 1 {
		e.Unresolved = unresolvedOf[f.Of]
	}
	return e
}

func parameterOf(p *endpoints.Parameter) scriptParameter {
	out := scriptParameter{Name: p.Name, Least: p.Least, Most: p.Most, Default: p.Default}
	if p.Grammar != endpoints.Integer {
		out.Empty, out.Malformed = details(p.Grammar)
		out.Pattern, out.Decimal = "^"+p.Grammar.Pattern()+"$", p.Grammar == endpoints.MachineDID
	}
	return out
}

// filesOf are the rules for the files of a family, one an extension where
// the family does not say its type.
func filesOf(f endpoints.Family, ratingTTL uint) (out []scriptFile) {
	pattern := "^/" + f.Pattern() + "$"
	if f.Type != "" {
		return []scriptFile{{pattern, values(f.Headers(ratingTTL))}}
	}
	for _, ext := range append(endpoints.Extensions(), "") {
		ahead := fmt.Sprintf(`^(?=.*\%s$)`, ext)
		if ext == "" {
			ahead = "^"
		}
		out = append(out, scriptFile{ahead + pattern[1:], values(f.HeadersOf("name"+ext, ratingTTL))})
	}
	return out
}

// probes are /health and /ready at the root of a site where no tree stands
// there: those of its first tree.
func probes(t Tree, ratingTTL uint) scriptTree {
	out := scriptTree{Base: t.Path(), Endpoints: []scriptEndpoint{}}
	for f := range t.Table.All() {
		if f.Endpoint != nil && f.Endpoint.Key == nil {
			out.Files = append(out.Files, filesOf(f, ratingTTL)...)
		}
	}
	return out
}

func values(headers []endpoints.Header) map[string]string {
	out := map[string]string{}
	for _, h := range headers {
		out[h.Name] = h.Value
	}
	return out
}
