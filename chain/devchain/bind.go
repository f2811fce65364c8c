//go:build ignore

// Makes bindings/ from artifacts/: one package a contract, as abigen --v2 does.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

func main() {
	abis, err := filepath.Glob("artifacts/*.abi")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.RemoveAll("bindings"); err != nil {
		log.Fatal(err)
	}
	for _, path := range abis {
		if err := bind(path); err != nil {
			log.Fatal(err)
		}
	}
}

func bind(path string) error {
	abi, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	code, err := os.ReadFile(strings.TrimSuffix(path, ".abi") + ".bin")
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(path), ".abi")
	pkg := strings.ToLower(name)
	source, err := abigen.BindV2([]string{name}, []string{string(abi)}, []string{strings.TrimSpace(string(code))}, pkg, nil, nil)
	if err != nil {
		return fmt.Errorf("binding %s: %w", name, err)
	}
	dir := filepath.Join("bindings", pkg)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, pkg+".go"), []byte(source), 0o644)
}
