#!/usr/bin/env bash
# Prints the part of the changelog for a tag, and fails where the tag is not
# the version of the program.
#
#   notes.sh vX.Y.Z
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(go run ./cmd/mcrpress --version | sed -n '1s/^mcrpress //p')
if [ "$1" != "v$version" ]; then
  echo "the tag is $1 and the program says $version: change generator.Version, or tag v$version" >&2
  exit 1
fi
notes=$(awk -v heading="## $version" '/^## /{ on = index($0, heading) == 1; next } on' CHANGELOG.md)
if [ -z "$notes" ]; then
  echo "CHANGELOG.md has no part \"## $version\"" >&2
  exit 1
fi
printf '%s\n' "$notes"
