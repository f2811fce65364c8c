package hosting

import (
	"fmt"
	"net"
	"strings"

	"mcrpress/generator/endpoints"
)

// Caddy gives a Caddyfile. It needs no plugin.
func Caddy(s Site) ([]byte, error) {
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("writing the Caddyfile: %w", err)
	}
	c := caddy{site: s}
	c.line("# Made from the endpoint table by mcrpress hostconf. Beyond plain Caddy: the")
	c.line("# did and operator_did of an answer are those of the file, not the spelling of")
	c.line("# the request; limit has to be 20; offset has to be a multiple of 20.")
	c.listen(s.Listen)
	c.line("	root * \"%s\"", s.Root)
	c.line("	encode zstd gzip")
	c.line("	route {")
	c.common()
	c.methods()
	c.slashes()
	c.spellings()
	for _, f := range didFamilies() {
		c.did(f)
	}
	c.number("metadata", tokenID, `[1-9][0-9]{0,77}`)
	c.number("machines", machine, `0|[1-9][0-9]{0,77}`)
	c.pages()
	c.line("	}")
	c.line("	handle_errors {")
	c.line("		header Cache-Control %s", endpoints.NoStore)
	c.line("		header -ETag")
	c.line("		header Content-Type \"%s\"", endpoints.HTML)
	c.line("		header Content-Security-Policy \"%s\"", endpoints.ContentSecurityPolicy)
	c.line("		rewrite * /404.html")
	c.line("		file_server")
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

// spellings brings every spelling of a key to that of the file.
func (c *caddy) spellings() {
	var dirs []string
	for _, f := range didFamilies() {
		dirs = append(dirs, directory(f))
	}
	alternatives := strings.Join(dirs, "|")
	c.line("		@asked path_regexp asked ^/operator/((?:did:peaq:)?0x[0-9a-fA-F]{40})/machines$")
	c.line("		vars @asked asked {re.asked.1}")
	c.line("		@did path_regexp did ^/(%s)/did:peaq:(0x.*)$", alternatives)
	c.line("		rewrite @did /{re.did.1}/{re.did.2}")
	c.line("		@mixed path_regexp ^/(?:%s)/0x[0-9a-f]*[A-F][0-9a-fA-F]*(?:/machines)?$", alternatives)
	for _, digit := range "ABCDEF" {
		c.line("		uri @mixed replace %c %c", digit, digit+'a'-'A')
	}
	c.line("		@zeros path_regexp zeros ^/(metadata|machines)/0+([0-9]+)$")
	c.line("		rewrite @zeros /{re.zeros.1}/{re.zeros.2}")
}

// slashes redirects to the URL without a closing slash.
func (c *caddy) slashes() {
	const urls = `^(/(?:mcr|machine|metadata|machines)/[0-9A-Za-z:]+|/operator/[0-9A-Za-z:]+/machines)/$`
	c.line("		@slash path_regexp slash %s", urls)
	c.line("		@slash-query {")
	c.line("			path_regexp slash-query %s", urls)
	c.line("			expression `{http.request.uri.query} != \"\"`")
	c.line("		}")
	c.line("		header @slash Cache-Control %s", endpoints.NoStore)
	c.line("		redir @slash-query {re.slash-query.1}?{http.request.uri.query} 307")
	c.line("		redir @slash {re.slash.1} 307")
}

// did serves a family by address.
func (c *caddy) did(f endpoints.Family) {
	dir, rest := directory(f), ""
	if _, after, ok := strings.Cut(f.Files, "{address}"); ok {
		rest = after
	}
	if rest != "" {
		c.lists(f, dir, rest)
	} else {
		c.file(f, dir, fmt.Sprintf("^/%s/0x[0-9a-f]{40}$", dir), f.NotFound)
	}
	c.refuse(dir+"-empty", fmt.Sprintf("^/%s/did:peaq:%s$", dir, rest), 400, emptyDID)
	c.refuse(dir+"-bad", fmt.Sprintf("^/%s/[^/]+%s$", dir, rest), 400, badAddress)
	c.refuse(dir+"-unknown", fmt.Sprintf("^/%s(?:/.*)?$", dir), 404, notFound)
}

// file serves the files of a pattern, and a 404 where there is none.
func (c *caddy) file(f endpoints.Family, name, pattern, detail string) {
	c.line("		@%s-file {", name)
	c.line("			path_regexp %s", pattern)
	c.line("			file {path}")
	c.line("		}")
	c.line("		handle @%s-file {", name)
	c.serve(f)
	c.line("		}")
	c.refuse(name+"-none", pattern, 404, fmt.Sprintf(`{"detail":"%s"}`, detail))
}

func (c *caddy) serve(f endpoints.Family) {
	for _, h := range f.Headers(c.site.RatingTTL) {
		c.line("			header %s \"%s\"", h.Name, h.Value)
	}
	c.line("			file_server")
}

// lists serves the pages of an operator's machines.
func (c *caddy) lists(f endpoints.Family, dir, rest string) {
	pattern := fmt.Sprintf("^/%s/0x[0-9a-f]{40}%s$", dir, rest)
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
	c.line("			path_regexp turned ^(/%s/0x[0-9a-f]{40}%s)$", dir, rest)
	c.line("			expression `%s`", matches(offset, pageOffset))
	c.line("		}")
	c.line("		rewrite @turned {re.turned.1}.p/{http.request.uri.query.offset}")
	c.file(f, dir+"-page", fmt.Sprintf("^/%s/0x[0-9a-f]{40}%s\\.p/(?:%s)$", dir, rest, pageOffset), f.NotFound)
	c.line("		@%s-file {", dir)
	c.line("			path_regexp %s", pattern)
	c.line("			file {path}")
	c.line("		}")
	c.line("		handle @%s-file {", dir)
	c.serve(f)
	c.line("		}")
	c.refuse(dir+"-none", pattern, 200, fmt.Sprintf(
		`{"operator_did":"{http.vars.asked}","machines":[],"pagination":{"offset":0,"limit":%d,"total":0}}`, endpoints.PageSize))
}

// query refuses what the API refuses in a query parameter.
func (c *caddy) query(pattern string, p integer) {
	for i, m := range p.mistakes {
		name := fmt.Sprintf("%s-%d", p.name, i)
		c.line("		@%s {", name)
		c.line("			path_regexp %s", pattern)
		c.line("			expression `%s`", matches(p, m.pattern))
		c.line("		}")
		c.line("		handle @%s {", name)
		c.reply(422, fmt.Sprintf(`{"detail":[%s]}`, m.object(p, queryValue(p))))
		c.line("		}")
	}
}

// matches is the condition that a query parameter has a value of the pattern.
// An absent one is empty.
func matches(p integer, pattern string) string {
	return fmt.Sprintf(`%s.matches("^(?:%s)$")`, queryValue(p), pattern)
}

func queryValue(p integer) string { return "{http.request.uri.query." + p.name + "}" }

// number serves a family by id.
func (c *caddy) number(dir string, p integer, id string) {
	for f := range endpoints.All() {
		if f.Name != dir {
			continue
		}
		c.file(f, dir, fmt.Sprintf("^/%s/(?:%s)$", dir, id), f.NotFound)
		for i, m := range p.mistakes {
			name := fmt.Sprintf("%s-%d", p.name, i)
			c.refuse(name, fmt.Sprintf("^/%s/(%s)$", dir, m.pattern), 422,
				fmt.Sprintf(`{"detail":[%s]}`, m.object(p, "{re."+name+".1}")))
		}
		c.refuse(dir+"-other", fmt.Sprintf("^/%s/[^/]+$", dir), 404, fmt.Sprintf(`{"detail":"%s"}`, f.NotFound))
		c.refuse(dir+"-unknown", fmt.Sprintf("^/%s(?:/.*)?$", dir), 404, notFound)
	}
}

// pages serves everything whose URL is its path. What no host shall show is
// hidden.
func (c *caddy) pages() {
	c.refuse("hidden", "^/[._]", 404, notFound)
	for f := range rules() {
		if f.NotFound != "" {
			continue
		}
		c.line("		@%s {", f.Name)
		c.line("			path %s", f.Rule())
		c.line("			file {path} {path}/index.html")
		c.line("		}")
		c.line("		handle @%s {", f.Name)
		c.serve(f)
		c.line("		}")
	}
	c.line("		@home-page path /")
	c.line("		rewrite @home-page /index.html")
	c.line("		handle /index.html {")
	for f := range rules() {
		if f.Name == "home" {
			c.serve(f)
		}
	}
	c.line("		}")
	c.line("		error 404")
}
