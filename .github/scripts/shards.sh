#!/usr/bin/env bash
# Turns the matrix of plan.sh into what regenerate-sharded.yml builds: one network.
#
#   MATRIX         as plan.sh gives it
#   SHARDS         how many
#   GITHUB_OUTPUT  gets network, key, url and shards, the list of their numbers
set -euo pipefail
if ! [[ $SHARDS =~ ^[1-9][0-9]{0,2}$ ]] || [ "$SHARDS" -gt 256 ]; then
  echo "$SHARDS shards: a matrix has 1 to 256 jobs"
  exit 2
fi
jq -e '.include | length == 1' >/dev/null <<<"$MATRIX" || {
  echo "the variable NETWORKS names several networks: shards are of one"
  exit 2
}
jq -r --argjson shards "$SHARDS" '.include[0] |
  "network=\(.network)", "key=\(.key)", "url=\(.url)", "shards=\([range($shards)] | tojson)"
' <<<"$MATRIX" >>"$GITHUB_OUTPUT"
