package verify

import (
	"context"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"mcrpress/chain/eventstore"
	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// outDir is the second tree in the scratch directory.
const outDir = "tree"

// rebuild makes the tree a second time, from the chain, into dir. Nothing
// that an earlier run kept is used, and no partner is asked.
func rebuild(ctx context.Context, published fs.FS, s *generator.Snapshot, entries []tree.Entry, dir string, opts Options) error {
	model, err := publishedModel(published, s)
	if err != nil {
		return err
	}
	rates := opts.Rates
	if rates == nil {
		if rates, err = publishedRates(published, dir); err != nil {
			return err
		}
	}
	events, err := eventstore.NewTemp()
	if err != nil {
		return err
	}
	defer events.Close()
	_, err = generator.Build(ctx, generator.Config{
		Client:     opts.Client,
		Deployment: opts.Deployment,
		Block:      blockName(s),
		Store:      events,
		Rates:      rates,
		Model:      model,
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Emit:       emitted(s, entries),
		Out:        filepath.Join(dir, outDir),
		Tree:       tree.Options{Sync: tree.SyncOff},
		BaseURL:    baseURL(published),
		Log:        opts.Log,
		Progress:   opts.Progress,
	})
	return err
}

// publishedModel reads the parameters that the snapshot names.
func publishedModel(published fs.FS, s *generator.Snapshot) (*scoring.Parameters, error) {
	data, err := fs.ReadFile(published, "index/model.json")
	if err != nil {
		return nil, err
	}
	model, err := scoring.ParseParameters(data)
	if err != nil {
		return nil, fmt.Errorf("index/model.json: %w", err)
	}
	if model.Hash() != s.Model.ParametersHash {
		return nil, fmt.Errorf("index/model.json has the hash %s, the snapshot says %.70q", model.Hash(), s.Model.ParametersHash)
	}
	return model, nil
}

func publishedRates(published fs.FS, dir string) ([]fx.Source, error) {
	data, err := fs.ReadFile(published, "index/rates.csv")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "rates.csv")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, err
	}
	return fx.ParseSources("file:"+path, fx.Options{})
}

// emitted are the outputs that the published tree has.
func emitted(s *generator.Snapshot, entries []tree.Entry) generator.Emit {
	has := map[string]bool{}
	for _, e := range entries {
		family, _, _ := endpoints.Parse(e.Path)
		has[family.Name] = true
	}
	return generator.Emit{
		generator.Cards:   has["card"] || s.Counts.Machines == 0,
		generator.Badges:  has["badge"],
		generator.Fleets:  has["fleet"] || s.Counts.Operators == 0,
		generator.Search:  has["search"],
		generator.Exports: has["export-ndjson"],
	}
}

var canonical = regexp.MustCompile(`<link rel="canonical" href="([^"]*)/(?:index\.html)?"`)

// baseURL is the address that the pages name as theirs, empty where they name
// none.
func baseURL(published fs.FS) string {
	home, err := fs.ReadFile(published, "index.html")
	if err != nil {
		return "" // the comparison says that it is missing
	}
	found := canonical.FindSubmatch(home)
	if found == nil {
		return ""
	}
	return html.UnescapeString(string(found[1]))
}
