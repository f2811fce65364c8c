// Recipe holds a Dockerfile against the rules of docker build --check, and
// prints what the image is as JSON. No image is fetched or built.
//
//	recipe DOCKERFILE
//
// It is a module of its own so that the program's does not grow by Docker's.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	"github.com/opencontainers/go-digest"
)

// recipe is what a Dockerfile says of its image.
type recipe struct {
	Run        []string          // shell lines of the stages before the last
	Copied     map[string]string // files of the image by their paths in those stages
	Entrypoint []string
	Cmd        []string
	User       string
	WorkingDir string
	Env        []string // without what the image that it begins with has
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: recipe DOCKERFILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return err
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return err
	}
	image, err := check(file, text)
	if err != nil {
		return err
	}
	r, err := read(stages, image)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// check returns the settings of the image, or each rule that is broken.
func check(file string, text []byte) (*dockerspec.DockerOCIImageConfig, error) {
	var broken []error
	made, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, dockerfile2llb.ConvertOpt{
		AllStages:    true,
		MetaResolver: bases{},
		Warn: func(rule, _, url, message string, at []parser.Range) {
			broken = append(broken, fmt.Errorf("%s:%d: %s: %s (%s)", file, at[0].Start.Line, rule, message, url))
		},
	})
	if err = errors.Join(append(broken, err)...); err != nil {
		return nil, err
	}
	return &made.Image.Config, nil
}

func read(stages []instructions.Stage, image *dockerspec.DockerOCIImageConfig) (*recipe, error) {
	r := &recipe{
		Copied: map[string]string{}, Entrypoint: image.Entrypoint, Cmd: image.Cmd,
		User: image.User, WorkingDir: image.WorkingDir, Env: image.Env,
	}
	for i, stage := range stages {
		last := i == len(stages)-1
		for _, command := range stage.Commands {
			switch c := command.(type) {
			case *instructions.RunCommand:
				if last || !c.PrependShell {
					return nil, fmt.Errorf("%s: it is run in the last stage, or without a shell", c)
				}
				r.Run = append(r.Run, c.CmdLine...)
			case *instructions.CopyCommand:
				if !last {
					continue
				}
				if c.From == "" || len(c.SourcePaths) != 1 {
					return nil, fmt.Errorf("%s: it copies more than one file of a stage", c)
				}
				r.Copied[c.SourcePaths[0]] = c.DestPath
			}
		}
	}
	return r, nil
}

// bases answers for every image that a stage begins with: nothing is known of it.
type bases struct{}

func (bases) ResolveImageConfig(_ context.Context, name string, _ sourceresolver.Opt) (
	string, digest.Digest, []byte, error,
) {
	return name, "", []byte(`{"architecture": "amd64", "os": "linux", "config": {}}`), nil
}
