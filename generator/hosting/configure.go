package hosting

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mcrpress/generator/endpoints"
)

// configure adds the files that a host reads, and a note of what is to be
// done with them.
func (u *Upload) configure(host Host, trees []Tree, o Options, limit limits) (err error) {
	switch host {
	case CloudflarePages, Netlify:
		err = u.pages(host, trees, o.RatingTTL, limit)
	case CloudflareWorkers:
		err = u.worker(trees, o.RatingTTL)
	case GitHubPages:
		u.add(AssetsDir+"/.nojekyll", nil)
		u.note("GitHub Pages", "Upload the directory assets with actions/upload-pages-artifact.")
	case S3:
		err = u.bucket(trees, o.RatingTTL, limit)
	default:
		err = fmt.Errorf("no host named %q", host)
	}
	return err
}

// Server is the configuration of a web server alone, of which the trees stay
// where they are.
func Server(name string, conf []byte) *Upload {
	u := &Upload{}
	u.add(name, conf)
	u.note("a web server", name+" names the directories of the trees, which have to stay where they are.")
	return u
}

func (u *Upload) add(path string, data []byte) { u.config = append(u.config, configFile{path, data}) }

// note says what the directory is for, and what is not in it.
func (u *Upload) note(host string, lines ...string) {
	var p printer
	p.line("%s", generated)
	p.line("It is for %s, and may be made again at any time.", host)
	for _, line := range lines {
		p.line("%s", line)
	}
	for _, file := range u.Left {
		p.line("Not in it, since the host takes no file as large: %s", file)
	}
	u.add(noteFile, p.Bytes())
}

// pages adds _headers and _redirects.
func (u *Upload) pages(host Host, trees []Tree, ratingTTL uint, limit limits) error {
	headers, rewrites := fewer(headerRules(trees, ratingTTL)), redirects(trees, false)
	for _, f := range frontOf(trees) {
		headers = append(headers, headerRule{"/" + f.Files, slices.Concat(f.Headers(ratingTTL), endpoints.Common())})
	}
	if host == Netlify {
		rewrites = append(rewrites, notFoundRules(trees)...)
	}
	if n := len(headers); limit.headerRules > 0 && n > limit.headerRules {
		return fmt.Errorf("the trees need %d rules of headers, and the host takes %d: give each tree a site of its own",
			n, limit.headerRules)
	}
	if n := bytes.Count(rewrites, []byte("\n/")); limit.redirects > 0 && n > limit.redirects {
		return fmt.Errorf("the trees need %d rewrites, and the host takes %d: give each tree a site of its own",
			n, limit.redirects)
	}
	u.add(AssetsDir+"/_headers", printHeaders(headers, false))
	u.add(AssetsDir+"/_redirects", rewrites)
	if host == Netlify {
		u.note("Netlify", "In this directory: netlify deploy --prod --no-build --dir assets")
	} else {
		u.note("Cloudflare Pages", "In this directory: wrangler pages deploy assets --project-name NAME")
	}
	return nil
}

// worker adds a Worker over static assets.
func (u *Upload) worker(trees []Tree, ratingTTL uint) error {
	script, err := Worker(trees, ratingTTL)
	if err != nil {
		return err
	}
	u.add("worker.js", script)
	u.add("wrangler.jsonc", []byte("// "+generated+`
{
  "name": "mcr",
  "main": "worker.js",
  "compatibility_date": "2026-01-01",
  "assets": {
    "directory": "`+AssetsDir+`",
    "binding": "ASSETS",
    "run_worker_first": true,
    "html_handling": "none",
    "not_found_handling": "none"
  }
}
`))
	u.note("Cloudflare Workers", "In this directory: wrangler deploy --name NAME")
	return nil
}

// bucket adds what CloudFront is to be given, and what each object needs.
func (u *Upload) bucket(trees []Tree, ratingTTL uint, limit limits) error {
	function, err := CloudFront(trees)
	if err != nil {
		return err
	}
	if len(function) > limit.script {
		return fmt.Errorf("the function has %d bytes, and CloudFront takes %d", len(function), limit.script)
	}
	policy, err := json.MarshalIndent(responsePolicy(), "", "  ")
	if err != nil {
		return err
	}
	objects, err := json.MarshalIndent(objectRules(trees, ratingTTL), "", "  ")
	if err != nil {
		return err
	}
	u.add("function.js", function)
	u.add("response-headers-policy.json", append(policy, '\n'))
	u.add("objects.json", append(objects, '\n'))
	u.note("S3 and CloudFront",
		"function.js is for viewer requests, with the runtime cloudfront-js-2.0.",
		"response-headers-policy.json is for aws cloudfront create-response-headers-policy.",
		"objects.json has the headers that each object is to be uploaded with; mcrpress publish sets them.",
		"Let CloudFront list the bucket, so that what is missing is 404 and not 403, and name 404.html as the page of both.")
	return nil
}

// objectRule is the metadata of the objects that a pattern matches: a key, or
// all below a prefix.
type objectRule struct {
	Keys         string `json:"keys"`
	ContentType  string `json:"content_type,omitempty"` // absent where the extension decides
	CacheControl string `json:"cache_control"`
}

func objectRules(trees []Tree, ratingTTL uint) (list []objectRule) {
	for _, t := range trees {
		for f := range rules(t.Table) {
			key := strings.TrimPrefix(t.Path()+f.Rule(), "/")
			list = append(list, objectRule{key, f.Type, f.Cache.Control(ratingTTL)})
		}
		for file := range t.Table.NotFoundBodies() {
			list = append(list, objectRule{strings.TrimPrefix(t.Path()+"/"+file, "/"), endpoints.JSON, endpoints.NoStore})
		}
	}
	return list
}

// responsePolicy is a response headers policy as CloudFront's API takes it:
// what objects cannot carry themselves.
func responsePolicy() any {
	type items struct {
		Quantity int
		Items    []string
	}
	return struct {
		Name, Comment         string
		CorsConfig            any
		SecurityHeadersConfig any
	}{
		"mcr", generated,
		struct {
			AccessControlAllowOrigins, AccessControlAllowHeaders, AccessControlAllowMethods items
			AccessControlAllowCredentials                                                   bool
			AccessControlMaxAgeSec                                                          int
			OriginOverride                                                                  bool
		}{items{1, []string{"*"}}, items{1, []string{"*"}}, items{3, []string{"GET", "HEAD", "OPTIONS"}}, false, 86400, true},
		map[string]any{
			"ContentTypeOptions":    map[string]bool{"Override": true},
			"ContentSecurityPolicy": map[string]any{"Override": true, "ContentSecurityPolicy": endpoints.ContentSecurityPolicy},
		},
	}
}
