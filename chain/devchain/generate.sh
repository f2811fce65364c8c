#!/bin/sh
# Compiles the contracts. Needs Node.js and npm.
set -eu
cd "$(dirname "$0")"

npm install --silent --no-save --no-package-lock
node compile.mjs
