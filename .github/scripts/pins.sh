#!/usr/bin/env bash
# Checks that each action is pinned by a commit, with its release in a comment. A
# workflow of this repository is of the same commit.
# With --online, also that the release is of that commit.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0
while IFS=: read -r file number text; do
  if ! [[ $text =~ uses:\ *([^@[:space:]]+)@([0-9a-f]{40})\ #\ (v[0-9]+\.[0-9]+\.[0-9]+)$ ]]; then
    echo "$file:$number: write uses: OWNER/NAME@COMMIT # vX.Y.Z"
    bad=1
    continue
  fi
  action=${BASH_REMATCH[1]} commit=${BASH_REMATCH[2]} release=${BASH_REMATCH[3]}
  [ "${1:-}" = --online ] || continue
  repository=$(cut -d/ -f1,2 <<<"$action")
  # An annotated tag names its commit in a second line, which ends in ^{}.
  found=$(git ls-remote "https://github.com/$repository" "refs/tags/$release" "refs/tags/$release^{}" | tail -n 1 | cut -f1)
  if [ "$found" != "$commit" ]; then
    echo "$file:$number: $action $release is ${found:-no release}, not $commit"
    bad=1
  fi
done < <(grep -HnE '^\s*(- )?uses:' .github/workflows/*.yml | grep -vE 'uses: \./\.github/workflows/[a-z-]+\.yml$')
exit "$bad"
