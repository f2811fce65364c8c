package hosting

import (
	"fmt"
	"strings"

	"mcrpress/generator/endpoints"
)

// Nginx gives a file for the http context of nginx, such as
// /etc/nginx/conf.d/mcrpress.conf. It needs no module beyond the stock ones.
func Nginx(s Site) ([]byte, error) {
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("writing the nginx configuration: %w", err)
	}
	n := nginx{site: s}
	n.maps()
	n.line("\nserver {")
	n.line("    listen %s;", s.Listen)
	n.line("    root \"%s\";", s.Root)
	n.common()
	n.methods()
	n.pages()
	for _, f := range didFamilies() {
		n.did(f)
	}
	n.number("metadata", tokenID, `0*(?<mp_id>[1-9][0-9]{0,77})`)
	n.number("machines", machine, `(?:0*(?=0$|[1-9]))(?<mp_id>[0-9]{1,78})`)
	n.line("}")
	return n.Bytes(), nil
}

type nginx struct {
	printer
	site Site
}

// maps computes headers and pages. A map is evaluated where it is used.
func (n *nginx) maps() {
	n.line("# Made from the endpoint table by mcrpress hostconf. Beyond plain nginx: the")
	n.line("# did and operator_did of an answer are those of the file, not the spelling of")
	n.line("# the request; limit has to be 20; offset has to be a multiple of 20.")
	n.line("map $uri $mp_fresh {")
	n.line("    default %q;", endpoints.Data.Control(0))
	for f := range rules() {
		n.line("    %s %q;", nginxSource(f.Rule()), f.Cache.Control(n.site.RatingTTL))
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
	n.queries()
	n.lowering()
}

// nginxSource is the source value of a map for a rule.
func nginxSource(rule string) string {
	if prefix, wild := strings.CutSuffix(rule, "*"); wild {
		return `"~^` + strings.ReplaceAll(prefix, ".", `\.`) + `"`
	}
	return rule
}

// queries turns offset and limit into the page's suffix, or into an error.
func (n *nginx) queries() {
	n.line("map $arg_offset $mp_page { default \"\"; \"~^(?:%s)$\" \".p/$arg_offset\"; }", pageOffset)
	n.line("map $arg_offset:$arg_limit $mp_unsliced { default 1; \"~^(?:%s|%s):(?:%s)$\" \"\"; }", firstOffset, pageOffset, wholeLimit)
	n.integer("$arg_offset", "$mp_bad_offset", offset)
	n.integer("$arg_limit", "$mp_bad_limit", limit)
	n.line("map \"$mp_bad_offset $mp_bad_limit\" $mp_comma { default \"\"; \"~^\\{.* \\{\" \",\"; }")
	n.line("map \"\" $mp_bad_query { default \"$mp_bad_offset$mp_comma$mp_bad_limit\"; }")
	n.integer("$mp_text", "$mp_bad_token_id", tokenID)
	n.integer("$mp_text", "$mp_bad_machine_id", machine)
	n.line("map $mp_mixed $mp_asked { default $mp_mixed; \"\" $mp_did; }")
}

func (n *nginx) integer(source, target string, p integer) {
	n.line("map %s %s {", source, target)
	n.line("    default \"\";")
	for _, m := range p.mistakes {
		n.line("    \"~^(?:%s)$\" '%s';", m.pattern, m.object(p, source))
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

// lowered is the expression of the lower-case address.
func lowered() string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "${mp_l%d}", i)
	}
	return "0x" + b.String()
}

// digits is the pattern that takes an address apart for lowering.
func digits() string {
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
	n.line("    gzip_types application/json text/css text/plain text/csv text/javascript application/xml application/atom+xml image/svg+xml;")
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

// pages serves everything whose URL is its path.
func (n *nginx) pages() {
	n.line("    location / { error_page 403 404 =404 /404.html; }")
	n.line("    location @missing { return 404 '%s'; }", notFound)
	n.line("    location ~ ^/[._] { return 404 '%s'; }", notFound)
	for f := range rules() {
		if f.NotFound != "" || f.Type == "" {
			continue
		}
		prefix, wild := strings.CutSuffix(f.Rule(), "*")
		modifier := "="
		if wild {
			modifier = "^~"
		}
		bare, _, _ := strings.Cut(f.Type, ";")
		n.line("    location %s %s { types { } default_type %s; error_page 403 404 =404 /404.html; }", modifier, prefix, bare)
	}
}

// refusedQuery comes before any look at the DID, as in the API.
const refusedQuery = `if ($mp_bad_query) { return 422 '{"detail":[$mp_bad_query]}'; }`

// did serves a family by address, in every spelling.
func (n *nginx) did(f endpoints.Family) {
	dir, rest := directory(f), ""
	if _, after, ok := strings.Cut(f.Files, "{address}"); ok {
		rest = after
	}
	n.line("    location ^~ /%s/ {", dir)
	n.line("        types { }")
	n.line("        location ~ \"^/%s/(?<mp_did>(?:did:peaq:)?(?<mp_key>0x[0-9a-f]{40}))%s$\" {", dir, rest)
	if rest != "" {
		n.line("            %s", refusedQuery)
		n.line("            if ($mp_unsliced) { return 501 '%s'; }", notSliceable)
		n.line("            try_files /%s/$mp_key%s$mp_page @%[1]s;", dir, rest)
	} else {
		n.line("            try_files /%s/$mp_key @%[1]s;", dir)
	}
	n.line("        }")
	n.line("        location ~ \"^/%s/(?<mp_mixed>(?:did:peaq:)?%s)%s$\" {", dir, digits(), rest)
	n.line("            rewrite ^ /%s/%s%s last;", dir, lowered(), rest)
	n.line("        }")
	if rest != "" {
		n.line("        location ~ \"^/%s/0x[0-9a-f]{40}%s\\.p/(?:%s)$\" { try_files $uri @missing; }", dir, rest, pageOffset)
	}
	n.line("        location ~ \"^(?<mp_bare>/%s/[0-9A-Za-z:]+%s)/$\" { return 307 $mp_bare$is_args$args; }", dir, rest)
	refused := ""
	if rest != "" {
		refused = refusedQuery + " "
	}
	n.line("        location ~ \"^/%s/did:peaq:%s$\" { %sreturn 400 '%s'; }", dir, rest, refused, emptyDID)
	n.line("        location ~ \"^/%s/[^/]+%s$\" { %sreturn 400 '%s'; }", dir, rest, refused, badAddress)
	n.line("        return 404 '%s';", notFound)
	n.line("    }")
	n.line("    location @%s {", dir)
	if rest != "" {
		n.line("        if ($mp_page) { return 404 '%s'; }", notFound)
		n.line("        return 200 '{\"operator_did\":\"$mp_asked\",\"machines\":[],\"pagination\":{\"offset\":0,\"limit\":%d,\"total\":0}}';", endpoints.PageSize)
	} else {
		n.line("        return 404 '{\"detail\":\"%s\"}';", f.NotFound)
	}
	n.line("    }")
}

// number serves a family by id. Further zeros before an id are ignored, as
// the API ignores them.
func (n *nginx) number(dir string, p integer, id string) {
	detail := ""
	for f := range endpoints.All() {
		if f.Name == dir {
			detail = f.NotFound
		}
	}
	n.line("    location ^~ /%s/ {", dir)
	n.line("        types { }")
	n.line("        location ~ \"^/%s/%s$\" { try_files /%[1]s/$mp_id @%[1]s; }", dir, id)
	n.line("        location ~ \"^(?<mp_bare>/%s/[0-9A-Za-z]+)/$\" { return 307 $mp_bare$is_args$args; }", dir)
	n.line("        location ~ \"^/%s/(?<mp_text>[^/]+)$\" {", dir)
	n.line("            if ($mp_bad_%s) { return 422 '{\"detail\":[$mp_bad_%[1]s]}'; }", p.name)
	n.line("            return 404 '{\"detail\":\"%s\"}';", detail)
	n.line("        }")
	n.line("        return 404 '%s';", notFound)
	n.line("    }")
	n.line("    location @%s { return 404 '{\"detail\":\"%s\"}'; }", dir, detail)
}
