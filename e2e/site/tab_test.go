//go:build e2e

package site

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// How long a tab lives, and how long it waits for one thing.
const (
	lifetime = 3 * time.Minute
	patience = 20 * time.Second
)

// tab is one tab of the browser. At the end of its test it must have asked no
// other origin, opened no dialog and left the console empty.
type tab struct {
	*testing.T
	ctx    context.Context
	origin string

	mu       sync.Mutex
	mischief []string
}

// open opens an empty tab for a site.
func open(t *testing.T, s *site) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(world.browser)
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	p := &tab{T: t, ctx: ctx, origin: s.origin}
	t.Cleanup(func() {
		cancel()
		closeTab()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, m := range p.mischief {
			t.Error(m)
		}
	})
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	// A test sees what moves after it was drawn. As in the definition of the
	// cumulative layout shift, what follows a change of the window does not count.
	const observe = `self.moved = []; new PerformanceObserver((list) => {
		for (const e of list.getEntries()) if (!e.hadRecentInput) self.moved.push(e.value + ": " + e.sources.map((s) =>
			s.node?.nodeName + " " + JSON.stringify([s.previousRect, s.currentRect])).join());
	}).observe({ type: "layout-shift", buffered: true });`
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: observe})
	return p
}

// watch notes what a page must not do.
func (p *tab) watch(event any) {
	var bad string
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, p.origin+"/") && !strings.HasPrefix(url, "data:") && url != "about:blank" {
			bad = "a request leaves the origin: " + url
		}
	case *runtime.EventConsoleAPICalled:
		bad = fmt.Sprintf("the console is not empty: %s", e.Type)
	case *runtime.EventExceptionThrown:
		bad = "a script failed: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		bad = "the browser complains: " + e.Entry.Text + " " + e.Entry.URL
	case *page.EventJavascriptDialogOpening:
		bad = "a dialog opens: " + e.Message
	}
	if bad != "" {
		p.mu.Lock()
		p.mischief = append(p.mischief, bad)
		p.mu.Unlock()
	}
}

// do runs steps one after the other.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// call sends the browser one command.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// get runs one action for its value.
func get[T any](p *tab, a chromedp.Action[T]) T {
	p.Helper()
	v, err := chromedp.Run(p.ctx, a)
	if err != nil {
		p.Fatal(err)
	}
	return v
}

// eval gives the value of an expression in the page; a promise is awaited.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	return get(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// wait waits until an expression is true.
func (p *tab) wait(expression string) {
	p.Helper()
	for end := time.Now().Add(patience); !eval[bool](p, expression); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("never true: %s, of the words %q", expression, eval[string](p, `document.querySelector("main").innerText.slice(0, 200)`))
		}
	}
}

// look sets the width of the window and the colour scheme.
func (p *tab) look(width int64, scheme string) {
	p.Helper()
	p.do(chromedp.EmulateViewport(width, 900))
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	p.settle() // a window that still grows would move the next page
}

// visit loads a page and waits until its scripts are done.
func (p *tab) visit(path string) {
	p.Helper()
	p.load(path)
	// A browser that is short of time draws what it has of a page, and the rest
	// moves that. What the page itself moves, it moves every time.
	for tries := 1; tries < 3 && len(p.moved()) > 0; tries++ {
		p.load(path)
	}
}

// moved says what moved since the page was loaded.
func (p *tab) moved() []string {
	p.Helper()
	return eval[[]string](p, `self.moved`)
}

func (p *tab) load(path string) {
	p.Helper()
	p.do(chromedp.Navigate(p.origin + path))
	p.wait(`document.querySelector("[data-snapshot] a").textContent.startsWith("block ") &&
		/ago/.test(document.querySelector("[data-snapshot]").textContent) &&
		!document.querySelector("[data-changes]:not(:has(ul))")`)
	p.settle()
}

// settle waits until what changed is drawn.
func (p *tab) settle() {
	p.Helper()
	eval[bool](p, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}
