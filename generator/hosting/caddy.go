package hosting

import (
	"fmt"
	"net"
	"strings"

	"mcrpress/generator/endpoints"
)

// Caddy returns a Caddyfile. It needs no plugin.
func Caddy(s Site) ([]byte, error) {
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("writing the Caddyfile: %w", err)
	}
	c := caddy{site: s}
	c.line("# Made from the endpoint table by mcrpress hostconf. Beyond plain Caddy: the")
	c.line("# did and operator_did of an answer are those of the file, not the spelling of")
	c.line("# the request; limit has to be 20; offset has to be a multiple of 20.")
	c.listen(s.Listen)
	c.line("	encode zstd gzip")
	c.line("	route {")
	c.common()
	c.methods()
	for i, t := range s.nested() {
		c.tree(t, fmt.Sprintf("tree%d", i))
	}
	if !s.rooted() {
		c.rootless()
	}
	c.line("	}")
	c.line("}")
	return c.Bytes(), nil
}

type caddy struct {
	printer
	site Site
}

// listen opens the site. It answers to every host name, and without TLS: a
// name in place of the port would make Caddy ask for a certificate.
func (c *caddy) listen(addr string) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = "", addr
	}
	c.line("http://:%s {", port)
	if host != "" {
		c.line("	bind %s", host)
	}
}

func (c *caddy) common() {
	for _, h := range endpoints.Common() {
		c.line("		header %s \"%s\"", h.Name, h.Value)
	}
}

func (c *caddy) methods() {
	c.line("		@options method OPTIONS")
	c.line("		handle @options {")
	c.line("			header Access-Control-Allow-Methods \"GET, HEAD, OPTIONS\"")
	c.line("			header Access-Control-Allow-Headers *")
	c.line("			header Access-Control-Max-Age 86400")
	c.line("			header Cache-Control %s", endpoints.NoStore)
	c.line("			respond 204")
	c.line("		}")
	c.line("		@write not method GET HEAD")
	c.line("		handle @write {")
	c.line("			header Allow GET")
	c.reply(405, badMethod)
	c.line("		}")
}

// tree serves a tree under its prefix, which is stripped: below, all URLs are
// paths in the tree.
func (c *caddy) tree(t Tree, name string) {
	if t.Prefix != "" {
		c.line("		@%s-bare path_regexp ^%s$", name, t.pattern())
		c.line("		header @%s-bare Cache-Control %s", name, endpoints.NoStore)
		c.redirect(name+"-bare", t.Path()+"/", "^"+t.pattern()+"$")
	}
	c.line("		@%s path_regexp ^%s/", name, t.pattern())
	c.line("		handle @%s {", name)
	c.line("			route {")
	if t.Prefix != "" {
		c.line("		uri strip_prefix %s", t.Path())
	}
	c.line("		root * \"%s\"", t.Dir)
	c.slashes(t)
	c.spellings(t)
	for f := range t.keyed() {
		switch {
		case f.Endpoint.Query != nil:
			c.lists(f)
		case f.Endpoint.Key.Grammar == endpoints.Integer:
			c.number(f)
		default:
			c.did(f)
		}
	}
	c.pages(t)
	c.line("			}")
	c.line("		}")
}

// reply answers with a JSON body that no cache keeps.
func (c *caddy) reply(status int, body string) {
	c.line("			header Content-Type %s", endpoints.JSON)
	c.line("			header Cache-Control %s", endpoints.NoStore)
	c.line("			respond `%s` %d", body, status)
}

// refuse replies to every URL that the pattern matches.
func (c *caddy) refuse(name, pattern string, status int, body string) {
	c.line("		@%s path_regexp %[1]s %s", name, pattern)
	c.line("		handle @%s {", name)
	c.reply(status, body)
	c.line("		}")
}

// redirect sends what the pattern matches elsewhere, the query kept.
func (c *caddy) redirect(name, to, pattern string) {
	c.line("		@%s-query {", name)
	c.line("			path_regexp %s-query %s", name, pattern)
	c.line("			expression `{http.request.uri.query} != \"\"`")
	c.line("		}")
	c.line("		redir @%s-query %s?{http.request.uri.query} 307", name, to)
	c.line("		redir @%s %s 307", name, to)
}

// slashes redirects to the URL without a closing slash.
func (c *caddy) slashes(t Tree) {
	var urls []string
	for f := range t.keyed() {
		urls = append(urls, fmt.Sprintf("/%s/[0-9A-Za-z:]+%s", directory(f), rest(f)))
	}
	pattern := "^(?:" + strings.Join(urls, "|") + ")/$"
	c.line("		@slash path_regexp %s", pattern)
	c.line("		header @slash Cache-Control %s", endpoints.NoStore)
	c.line("		@slash-path path_regexp slash ^(.*)/$")
	c.line("		vars @slash-path bare {re.slash.1}")
	c.redirect("slash", t.Path()+"{http.vars.bare}", pattern)
}

// spellings brings every spelling of a key to that of the file.
func (c *caddy) spellings(t Tree) {
	for f := range t.keyed() {
		if f.Endpoint.Query != nil {
			c.line("		@asked path_regexp asked ^/%s/((?:did:peaq:)?%s)%s$", directory(f), f.Endpoint.Key.Grammar.Pattern(), rest(f))
			c.line("		vars @asked asked {re.asked.1}")
		}
	}
	for _, g := range []endpoints.Grammar{endpoints.AccountDID, endpoints.MachineDID} {
		if dirs := spelt(t.Table, g); dirs != nil {
			name := fmt.Sprintf("did%d", g)
			c.line("		@%s path_regexp %[1]s ^/(%s)/did:peaq:(%s)(/.*)?$", name, strings.Join(dirs, "|"), g.Pattern())
			c.line("		rewrite @%s /{re.%[1]s.1}/{re.%[1]s.2}{re.%[1]s.3}", name)
		}
	}
	accounts := strings.Join(spelt(t.Table, endpoints.AccountDID), "|")
	c.line("		@mixed path_regexp ^/(?:%s)/0x[0-9a-f]*[A-F][0-9a-fA-F]*(?:/machines)?$", accounts)
	for _, digit := range "ABCDEF" {
		c.line("		uri @mixed replace %c %c", digit, digit+'a'-'A')
	}
	c.line("		@zeros path_regexp zeros ^/(%s)/0+([0-9]+)$", strings.Join(spelt(t.Table, endpoints.Integer), "|"))
	c.line("		rewrite @zeros /{re.zeros.1}/{re.zeros.2}")
	if dirs := spelt(t.Table, endpoints.MachineDID); dirs != nil {
		_, malformed := details(endpoints.MachineDID)
		c.refuse("oversize", fmt.Sprintf("^/(?:%s)/%s$", strings.Join(dirs, "|"), oversize), 400, detail(malformed))
	}
}

// fileName is the pattern of a key in the file names of a family.
func fileName(f endpoints.Family) string {
	switch p := f.Endpoint.Key; p.Grammar {
	case endpoints.AccountDID:
		return `0x[0-9a-f]{40}`
	case endpoints.MachineDID:
		return p.Grammar.Pattern()
	default:
		return "(?:" + number(p) + ")"
	}
}

// did serves a family by a DID.
func (c *caddy) did(f endpoints.Family) {
	dir := directory(f)
	c.file(f, dir, fmt.Sprintf("^/%s/%s$", dir, fileName(f)), f.NotFound)
	c.refused(f)
}

// refused answers what is no DID.
func (c *caddy) refused(f endpoints.Family) {
	dir, rest := directory(f), rest(f)
	empty, malformed := details(f.Endpoint.Key.Grammar)
	c.refuse(dir+"-empty", fmt.Sprintf("^/%s/did:peaq:%s$", dir, rest), 400, detail(empty))
	c.refuse(dir+"-bad", fmt.Sprintf("^/%s/[^/]+%s$", dir, rest), 400, detail(malformed))
	c.refuse(dir+"-unknown", fmt.Sprintf("^/%s(?:/.*)?$", dir), 404, notFound)
}

// file serves the files of a pattern, and a 404 where there is none.
func (c *caddy) file(f endpoints.Family, name, pattern, text string) {
	c.found(f, name, pattern)
	c.refuse(name+"-none", pattern, 404, detail(text))
}

// found serves the files of a pattern.
func (c *caddy) found(f endpoints.Family, name, pattern string) {
	c.line("		@%s-file {", name)
	c.line("			path_regexp %s", pattern)
	c.line("			file {path}")
	c.line("		}")
	c.line("		handle @%s-file {", name)
	c.serve(f)
	c.line("		}")
}

func (c *caddy) serve(f endpoints.Family) {
	for _, h := range f.Headers(c.site.RatingTTL) {
		c.line("			header %s \"%s\"", h.Name, h.Value)
	}
	c.line("			file_server")
}

// lists serves the pages of an operator's machines.
func (c *caddy) lists(f endpoints.Family) {
	dir, rest := directory(f), rest(f)
	offset, limit := f.Endpoint.Query[0], f.Endpoint.Query[1]
	pattern := fmt.Sprintf("^/%s/%s%s$", dir, fileName(f), rest)
	anyKey := fmt.Sprintf("^/%s/[^/]+%s$", dir, rest)
	c.query(anyKey, offset)
	c.query(anyKey, limit)
	c.line("		@unsliced {")
	c.line("			path_regexp %s", pattern)
	c.line("			expression `!(%s && %s)`", matches(limit, wholeLimit), matches(offset, firstOffset+"|"+pageOffset))
	c.line("		}")
	c.line("		handle @unsliced {")
	c.reply(501, notSliceable)
	c.line("		}")
	c.line("		@turned {")
	c.line("			path_regexp turned ^(/%s/%s%s)$", dir, fileName(f), rest)
	c.line("			expression `%s`", matches(offset, pageOffset))
	c.line("		}")
	c.line("		rewrite @turned {re.turned.1}.p/{http.request.uri.query.offset}")
	c.file(f, dir+"-page", fmt.Sprintf("^/%s/%s%s\\.p/(?:%s)$", dir, fileName(f), rest, pageOffset), f.NotFound)
	c.found(f, dir, pattern)
	c.refuse(dir+"-none", pattern, 200, fmt.Sprintf(emptyFleet, "{http.vars.asked}", endpoints.PageSize))
	c.refused(f)
}

// query refuses what the API refuses in a query parameter.
func (c *caddy) query(pattern string, p *endpoints.Parameter) {
	for i, m := range mistakes(p) {
		name := fmt.Sprintf("%s-%d", p.Name, i)
		c.line("		@%s {", name)
		c.line("			path_regexp %s", pattern)
		c.line("			expression `%s`", matches(p, m.pattern))
		c.line("		}")
		c.line("		handle @%s {", name)
		c.reply(422, fmt.Sprintf(`{"detail":[%s]}`, m.object(p, "query", queryValue(p))))
		c.line("		}")
	}
}

// matches is the condition that a query parameter has a value of the pattern.
// An absent one is empty.
func matches(p *endpoints.Parameter, pattern string) string {
	return fmt.Sprintf(`%s.matches("^(?:%s)$")`, queryValue(p), pattern)
}

func queryValue(p *endpoints.Parameter) string { return "{http.request.uri.query." + p.Name + "}" }

// number serves a family by a number.
func (c *caddy) number(f endpoints.Family) {
	dir, p := directory(f), f.Endpoint.Key
	c.file(f, dir, fmt.Sprintf("^/%s/%s$", dir, fileName(f)), f.NotFound)
	for i, m := range mistakes(p) {
		name := fmt.Sprintf("%s-%d", p.Name, i)
		c.refuse(name, fmt.Sprintf("^/%s/(%s)$", dir, m.pattern), 422,
			fmt.Sprintf(`{"detail":[%s]}`, m.object(p, "path", "{re."+name+".1}")))
	}
	c.refuse(dir+"-other", fmt.Sprintf("^/%s/[^/]+$", dir), 404, detail(f.NotFound))
	c.refuse(dir+"-unknown", fmt.Sprintf("^/%s(?:/.*)?$", dir), 404, notFound)
}

// pages serves everything whose URL is its path. What no host shall show is
// hidden.
func (c *caddy) pages(t Tree) {
	c.refuse("hidden", "^/[._]", 404, notFound)
	c.line("		@home-page path /")
	c.line("		rewrite @home-page /index.html")
	for f := range pages(t.Table) {
		c.line("		@%s {", f.Name)
		c.line("			path_regexp ^%s", urlPattern(f))
		c.line("			file {path}")
		c.line("		}")
		c.line("		handle @%s {", f.Name)
		c.serve(f)
		c.line("		}")
	}
	c.line("		request_header -If-*")
	c.line("		header -ETag")
	c.line("		header -Last-Modified")
	c.line("		header Cache-Control %s", endpoints.NoStore)
	c.line("		header Content-Type \"%s\"", endpoints.HTML)
	c.line("		header Content-Security-Policy \"%s\"", endpoints.ContentSecurityPolicy)
	c.line("		rewrite * /404.html")
	c.line("		file_server {")
	c.line("			status 404")
	c.line("		}")
}

// urlPattern is the pattern of a family's URLs. Caddy's own matcher of paths takes
// any letter case, and its matcher of files takes * and ? for wildcards.
func urlPattern(f endpoints.Family) string {
	prefix, wild := strings.CutSuffix(f.Rule(), "*")
	prefix = strings.ReplaceAll(prefix, ".", `\.`)
	if wild {
		return prefix + "[0-9A-Za-z._/-]+$"
	}
	return prefix + "$"
}

// rootless answers at the root where no tree stands there.
func (c *caddy) rootless() {
	first := c.site.nested()[0]
	for f := range pages(first.Table) {
		if f.Endpoint == nil {
			continue
		}
		c.line("		handle /%s {", f.Files)
		c.line("			root * \"%s\"", first.Dir)
		c.serve(f)
		c.line("		}")
	}
	c.reply(404, notFound)
}
