package hosting

import (
	"fmt"
	"strings"

	"mcrpress/generator/endpoints"
)

// Nginx returns a file for the http context of nginx, such as
// /etc/nginx/conf.d/mcrpress.conf. It needs no module beyond the stock ones.
func Nginx(s Site) ([]byte, error) {
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("writing the nginx configuration: %w", err)
	}
	n := nginx{site: s}
	n.maps()
	n.line("\nserver {")
	n.line("    listen %s;", s.Listen)
	n.common()
	n.methods()
	for i, t := range s.nested() {
		n.tree(t, fmt.Sprintf("@tree%d", i))
	}
	if !s.rooted() {
		n.rootless()
	}
	n.line("}")
	return n.Bytes(), nil
}

type nginx struct {
	printer
	site Site
}

// maps computes headers and pages. A map is evaluated where it is used. $uri
// is a path in the tree by then: what a tree's prefix is stripped from.
func (n *nginx) maps() {
	n.line("# Made from the endpoint table by mcrpress hostconf. Beyond plain nginx: the")
	n.line("# did and operator_did of an answer are those of the file, not the spelling of")
	n.line("# the request; limit has to be 20; offset has to be a multiple of 20. Patterns")
	n.line("# end with \\z, since $ also matches before a line feed.")
	n.line("map $uri $mp_fresh {")
	n.line("    default %q;", endpoints.Data.Control(0))
	seen := map[string]bool{}
	for _, t := range n.site.Trees {
		for f := range rules(t.Table) {
			if source := nginxSource(f.Rule()); !seen[source] {
				seen[source] = true
				n.line("    %s %q;", source, f.Cache.Control(n.site.RatingTTL))
			}
		}
	}
	n.line("}")
	n.line("map $status $mp_cache { default %q; ~^(200|206|304)$ $mp_fresh; }", endpoints.NoStore)
	n.line("map $sent_http_content_type $mp_policy {")
	n.line("    default \"\";")
	n.line("    ~^(text/html|image/svg) %q;", endpoints.ContentSecurityPolicy)
	n.line("}")
	n.line("map $request_method $mp_methods { default \"\"; OPTIONS \"GET, HEAD, OPTIONS\"; }")
	n.line("map $request_method $mp_wildcard { default \"\"; OPTIONS \"*\"; }")
	n.line("map $request_method $mp_age { default \"\"; OPTIONS 86400; }")
	n.line("map $status $mp_allow { default \"\"; 405 GET; }")
	n.parameters()
	n.line("map $mp_key $mp_oversize { default \"\"; \"~^%s\\z\" 1; }", oversize)
	n.lowering()
}

// nginxSource is the source value of a map for a rule.
func nginxSource(rule string) string {
	if prefix, wild := strings.CutSuffix(rule, "*"); wild {
		return `"~^` + strings.ReplaceAll(prefix, ".", `\.`) + `"`
	}
	return rule
}

// parameters turns offset and limit into the page's suffix, and every integer
// that the API refuses into its error. The tables agree on the bounds of what
// has one name.
func (n *nginx) parameters() {
	n.line("map $arg_offset $mp_page { default \"\"; \"~^(?:%s)\\z\" \".p/$arg_offset\"; }", pageOffset)
	n.line("map $arg_offset:$arg_limit $mp_unsliced { default 1; \"~^(?:%s|%s):(?:%s)\\z\" \"\"; }",
		firstOffset, pageOffset, wholeLimit)
	n.line("map \"$mp_bad_offset $mp_bad_limit\" $mp_comma { default \"\"; \"~^\\{.* \\{\" \",\"; }")
	n.line("map \"\" $mp_bad_query { default \"$mp_bad_offset$mp_comma$mp_bad_limit\"; }")
	n.line("map $mp_mixed $mp_asked { default $mp_mixed; \"\" $mp_did; }")
	seen := map[string]bool{}
	for _, t := range n.site.Trees {
		for f := range t.keyed() {
			for _, p := range f.Endpoint.Query {
				n.integer(seen, p, "query", "$arg_"+p.Name)
			}
			if p := f.Endpoint.Key; p.Grammar == endpoints.Integer {
				n.integer(seen, p, "path", "$mp_text")
			}
		}
	}
}

func (n *nginx) integer(seen map[string]bool, p *endpoints.Parameter, place, source string) {
	if seen[p.Name] {
		return
	}
	seen[p.Name] = true
	n.line("map %s $mp_bad_%s {", source, p.Name)
	n.line("    default \"\";")
	for _, m := range mistakes(p) {
		n.line("    \"~^(?:%s)\\z\" '%s';", m.pattern, m.object(p, place, source))
	}
	n.line("}")
}

// lowering makes one map a hex digit, since nginx has no function for it. The
// keys of a map are compared without letter case.
func (n *nginx) lowering() {
	for i := range 40 {
		n.line("map $mp_c%d $mp_l%[1]d { default $mp_c%[1]d; a a; b b; c c; d d; e e; f f; }", i)
	}
}

// lowered is the expression of the lower-case account.
func lowered() string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "${mp_l%d}", i)
	}
	return "0x" + b.String()
}

// apart is the pattern that takes an account apart for lowering.
func apart() string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "(?<mp_c%d>[0-9a-fA-F])", i)
	}
	return "0x" + b.String()
}

// common holds what every answer has.
func (n *nginx) common() {
	n.line("    charset utf-8;")
	n.line("    charset_types text/css text/plain text/csv text/javascript application/xml application/atom+xml;")
	n.line("    gzip on;")
	n.line("    gzip_vary on;")
	n.line("    gzip_types application/json text/css text/plain text/csv text/javascript" +
		" application/xml application/atom+xml image/svg+xml;")
	n.line("    absolute_redirect off;")
	n.line("    server_tokens off;")
	n.line("    default_type application/json;")
	n.line("    types {")
	n.line("        text/html html;")
	n.line("        text/css css;")
	n.line("        text/javascript js;")
	n.line("        text/plain txt minisig;")
	n.line("        application/json json;")
	n.line("        application/xml xml;")
	n.line("        image/svg+xml svg;")
	n.line("        image/png png;")
	n.line("        image/x-icon ico;")
	n.line("    }")
	for _, h := range endpoints.Common() {
		n.line("    add_header %s %q always;", h.Name, h.Value)
	}
	n.line("    add_header Access-Control-Allow-Methods $mp_methods always;")
	n.line("    add_header Access-Control-Allow-Headers $mp_wildcard always;")
	n.line("    add_header Access-Control-Max-Age $mp_age always;")
	n.line("    add_header Allow $mp_allow always;")
	n.line("    add_header Cache-Control $mp_cache always;")
	n.line("    add_header Content-Security-Policy $mp_policy always;")
}

func (n *nginx) methods() {
	n.line("    if ($request_method = OPTIONS) { return 204; }")
	n.line("    if ($request_method !~ ^(?:GET|HEAD)$) { return 405 '%s'; }", badMethod)
}

// tree serves a tree under its prefix. Its named locations, which nginx wants
// outside of every other, begin with name.
func (n *nginx) tree(t Tree, name string) {
	if t.Prefix != "" {
		n.line("    location = %s { return 307 %[1]s/$is_args$args; }", t.Path())
	}
	n.line("    location ^~ %s/ {", t.Path())
	n.line("        root \"%s\";", t.Dir)
	n.line("        %s", n.file(t))
	n.pages(t)
	for f := range t.keyed() {
		switch f.Endpoint.Key.Grammar {
		case endpoints.AccountDID:
			n.account(t, f, name)
		case endpoints.MachineDID:
			n.machine(t, f, name)
		case endpoints.Integer:
			n.number(t, f, name)
		}
	}
	n.line("    }")
	n.line("    location %s { return 404 '%s'; }", name, notFound)
	for f := range t.keyed() {
		n.missing(f, name)
	}
}

// file serves the file of the URL's own path. A directory is none.
func (n *nginx) file(t Tree) string {
	text := fmt.Sprintf("try_files $uri =404; error_page 403 404 =404 %s/404.html;", t.Path())
	if t.Prefix != "" {
		return fmt.Sprintf("rewrite \"^%s(/.*)\\z\" $1 break; %s", t.pattern(), text)
	}
	return text
}

// pages serves everything whose URL is its path.
func (n *nginx) pages(t Tree) {
	n.line("        location ~ \"^%s/[._]\" { types { } return 404 '%s'; }", t.pattern(), notFound)
	for f := range pages(t.Table) {
		if f.Route == "/" {
			n.line("        location = %s/ { rewrite ^ /%s break; try_files $uri =404; }", t.Path(), f.Files)
		}
		if f.Type == "" {
			continue
		}
		prefix, wild := strings.CutSuffix(f.Rule(), "*")
		modifier := "="
		if wild {
			modifier = "^~"
		}
		bare, _, _ := strings.Cut(f.Type, ";")
		n.line("        location %s %s%s { types { } default_type %s; %s }", modifier, t.Path(), prefix, bare, n.file(t))
	}
}

// refusedQuery comes before any look at the DID, as in the API.
const refusedQuery = `if ($mp_bad_query) { return 422 '{"detail":[$mp_bad_query]}'; } `

// open begins the locations of a family, and url is the pattern of its URLs
// up to the key.
func (n *nginx) open(t Tree, f endpoints.Family) (url string) {
	n.line("        location ^~ %s/%s/ {", t.Path(), directory(f))
	n.line("            types { }")
	return t.pattern() + "/" + directory(f)
}

// close ends the locations of a family with a DID for a key.
func (n *nginx) close(f endpoints.Family, url string) {
	refused := ""
	if f.Endpoint.Query != nil {
		refused = refusedQuery
	}
	empty, malformed := details(f.Endpoint.Key.Grammar)
	n.line("            location ~ \"^(?<mp_bare>%s/[0-9A-Za-z:]+%s)/\\z\" { return 307 $mp_bare$is_args$args; }", url, rest(f))
	n.line("            location ~ \"^%s/did:peaq:%s\\z\" { %sreturn 400 '%s'; }", url, rest(f), refused, detail(empty))
	n.line("            location ~ \"^%s/[^/]+%s\\z\" { %sreturn 400 '%s'; }", url, rest(f), refused, detail(malformed))
	n.line("            return 404 '%s';", notFound)
	n.line("        }")
}

// account serves a family by account, in every spelling.
func (n *nginx) account(t Tree, f endpoints.Family, name string) {
	url, dir, rest := n.open(t, f), directory(f), rest(f)
	n.line("            location ~ \"^%s/(?<mp_did>(?:did:peaq:)?(?<mp_key>0x[0-9a-f]{40}))%s\\z\" {", url, rest)
	page := ""
	if f.Endpoint.Query != nil {
		n.line("                %s", strings.TrimSpace(refusedQuery))
		n.line("                if ($mp_unsliced) { return 501 '%s'; }", notSliceable)
		page = "$mp_page"
	}
	n.line("                try_files /%s/$mp_key%s%s %s-%[1]s;", dir, rest, page, name)
	n.line("            }")
	n.line("            location ~ \"^%s/(?<mp_mixed>(?:did:peaq:)?%s)%s\\z\" {", url, apart(), rest)
	n.line("                rewrite ^ %s/%s/%s%s last;", t.Path(), dir, lowered(), rest)
	n.line("            }")
	if page != "" {
		n.line("            location ~ \"^%s(?<mp_file>/%s/0x[0-9a-f]{40}%s\\.p/(?:%s))\\z\" { try_files $mp_file %s; }",
			t.pattern(), dir, rest, pageOffset, name)
	}
	n.close(f, url)
}

// machine serves a family by the id of a machine.
func (n *nginx) machine(t Tree, f endpoints.Family, name string) {
	url, dir := n.open(t, f), directory(f)
	_, malformed := details(endpoints.MachineDID)
	n.line("            location ~ \"^%s/(?:did:peaq:)?(?<mp_key>%s)\\z\" {", url, endpoints.MachineDID.Pattern())
	n.line("                if ($mp_oversize) { return 400 '%s'; }", detail(malformed))
	n.line("                try_files /%s/$mp_key %s-%[1]s;", dir, name)
	n.line("            }")
	n.close(f, url)
}

// number serves a family by a number.
func (n *nginx) number(t Tree, f endpoints.Family, name string) {
	url, dir, p := n.open(t, f), directory(f), f.Endpoint.Key
	n.line("            location ~ \"^%s/0*(?<mp_id>%s)\\z\" { try_files /%s/$mp_id %s-%[3]s; }", url, number(p), dir, name)
	n.line("            location ~ \"^(?<mp_bare>%s/[0-9A-Za-z]+)/\\z\" { return 307 $mp_bare$is_args$args; }", url)
	n.line("            location ~ \"^%s/(?<mp_text>[^/]+)\\z\" {", url)
	n.line("                if ($mp_bad_%s) { return 422 '{\"detail\":[$mp_bad_%[1]s]}'; }", p.Name)
	n.line("                return 404 '%s';", detail(f.NotFound))
	n.line("            }")
	n.line("            return 404 '%s';", notFound)
	n.line("        }")
}

// number is the pattern of a number that a file may be named by, behind its
// leading zeros.
func number(p *endpoints.Parameter) string {
	if p.Least != nil {
		return `[1-9][0-9]{0,77}`
	}
	return `0|[1-9][0-9]{0,77}`
}

// missing is where the files of an endpoint are looked for in vain.
func (n *nginx) missing(f endpoints.Family, name string) {
	if f.Of != endpoints.OfOperator {
		n.line("    location %s-%s { return 404 '%s'; }", name, directory(f), detail(f.NotFound))
		return
	}
	n.line("    location %s-%s {", name, directory(f))
	n.line("        if ($mp_page) { return 404 '%s'; }", notFound)
	n.line("        return 200 '%s';", fmt.Sprintf(emptyFleet, "$mp_asked", endpoints.PageSize))
	n.line("    }")
}

// rootless answers at the root where no tree stands there.
func (n *nginx) rootless() {
	first := n.site.nested()[0]
	n.line("    location / { types { } return 404 '%s'; }", notFound)
	for f := range pages(first.Table) {
		if f.Endpoint != nil {
			n.line("    location = /%s { root \"%s\"; types { } try_files $uri =404; }", f.Files, first.Dir)
		}
	}
}
