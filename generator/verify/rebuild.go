package verify

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mcrpress/chain/read"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// outDir is the second tree in the scratch directory.
const outDir = "tree"

// rebuild makes the tree a second time, from the chain, into dir: all of it, or
// the files of a sample. Nothing that an earlier run kept is used, and no
// partner is asked.
func rebuild(ctx context.Context, published fs.FS, s *answers.Snapshot, chosen *sample, dir string, opts Options) error {
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
	records, err := store.NewTemp()
	if err != nil {
		return err
	}
	defer records.Close()
	var base string
	if s.BaseURL != nil {
		base = *s.BaseURL
	}
	how := read.Options{Block: blockName(s), LogRange: opts.LogRange, AllowShortfall: s.AllowedShortfall}
	if chosen != nil {
		how.Only = chosen.ids
	}
	_, err = generator.Build(ctx, generator.Config{
		Client:     opts.Client,
		Deployment: opts.Deployment,
		Read:       how,
		Store:      records,
		Rates:      rates,
		Model:      model,
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Emit:       generator.Only(s.Outputs),
		Out:        filepath.Join(dir, outDir),
		Tree:       tree.Options{Sync: tree.SyncOff},
		BaseURL:    base,
		Log:        opts.Log,
		Progress:   opts.Progress,
	})
	return err
}

// publishedModel reads the parameters that the snapshot names.
func publishedModel(published fs.FS, s *answers.Snapshot) (*scoring.Parameters, error) {
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
