#!/usr/bin/env bash
# Waits until the site shows the snapshots that were published, and compares
# some files of each tree byte by byte.
#
#   MATRIX, UPLOAD  as for assemble.sh
#   TRIES, WAIT     how often to ask for a snapshot, and the seconds between; 40 and 15
#   SAMPLE          how many files of a tree to compare, 40
set -euo pipefail
got=$(mktemp)
trap 'rm -f "$got"' EXIT

# same says whether the site at URL has a file as it is in DIR.
same() { curl -fsSL --retry 3 -o "$got" "$1/$3" && cmp -s "$got" "$2/$3"; }

# tree checks the tree in DIR that is published at URL.
tree() {
  local url=$1 dir=$2 try file files step i asked=0 wrong=0
  for ((try = 1; ; try++)); do
    if same "$url" "$dir" index/snapshot.json 2>/dev/null; then break; fi
    if [ "$try" -ge "${TRIES:-40}" ]; then
      echo "$url/index/snapshot.json is not the snapshot that was published"
      return 1
    fi
    sleep "${WAIT:-15}"
  done
  mapfile -t files < <(cd "$dir" && find ./* -type f ! -name _headers ! -name _redirects | cut -c3- | LC_ALL=C sort)
  step=$(((${#files[@]} + ${SAMPLE:-40} - 1) / ${SAMPLE:-40}))
  for ((i = 0; i < ${#files[@]}; i += step)); do
    file=${files[i]} asked=$((asked + 1))
    if ! same "$url" "$dir" "$file"; then
      echo "$url/$file is not what was published"
      wrong=$((wrong + 1))
    fi
  done
  echo "$url: $asked of ${#files[@]} files compared, $wrong differ"
  [ "$wrong" -eq 0 ]
}

failed=0
while IFS=$'\t' read -r url prefix; do
  tree "$url" "$UPLOAD/assets/$prefix" || failed=1
done < <(jq -r '.include[] | [.url, .prefix] | @tsv' <<<"$MATRIX")
exit "$failed"
