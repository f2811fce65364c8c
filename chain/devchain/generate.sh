#!/bin/sh
# Compiles the contracts and makes their Go bindings. Needs Node.js and npm.
set -eu
cd "$(dirname "$0")"

npm install --silent --no-save --no-package-lock
node compile.mjs
go run bind.go
