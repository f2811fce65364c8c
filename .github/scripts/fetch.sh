#!/usr/bin/env bash
# Fetches from a live site what the next build reads of the tree before it: the
# indexes and the feed. Used where the cache is cold.
#
#   fetch.sh URL DIR
set -euo pipefail
url=$1 dir=$2

# get fetches the paths on its input into DIR.
get() { xargs -r -P 8 -I{} curl -fsS --retry 3 --create-dirs -o "$dir/{}" "$url/{}"; }

echo index/snapshot.json | get
lists=$(jq -r '"index/files/" + .tree.hash + ".txt"' "$dir/index/snapshot.json")
while [ -n "$lists" ]; do
  get <<<"$lists"
  paths=$(while read -r list; do
    sed -nE 's#^[0-9a-f]{64} +[0-9]+ +(index/[a-z0-9/_.-]+|feed\.xml)( live)?$#\1#p' "$dir/$list"
  done <<<"$lists")
  if [[ $paths == *..* ]]; then
    echo "the manifest of $url has a path that leads out of the tree"
    exit 1
  fi
  lists=$(sed -n '/^index\/files\//p' <<<"$paths")
  sed '/^index\/files\//d' <<<"$paths" | get
done
