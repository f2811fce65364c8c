#!/usr/bin/env bash
# Puts the trees of all networks together as what the host is given.
#
#   MATRIX  as plan.sh gives it
#   TREES   directory with a KEY.tar for each entry of the matrix
#   UPLOAD  directory to make; its assets are the site
#   HOST    as plan.sh gives it
set -euo pipefail
dirs=()
while IFS=$'\t' read -r key prefix; do
  dir=$TREES/$key
  [ "$HOST" != bucket ] || dir=$UPLOAD/assets/$prefix # each object of a bucket is uploaded with its headers
  mkdir -p "$dir"
  tar -xf "$TREES/$key.tar" -C "$dir"
  dirs+=(--dir "${prefix:+$prefix=}$dir")
done < <(jq -r '.include[] | [.key, .prefix] | @tsv' <<<"$MATRIX")
case $HOST in
bucket) ;;
github-pages) mcrpress hostconf --for "$HOST" --aliases did "${dirs[@]}" --write "$UPLOAD" ;; # it has no rules
*) mcrpress hostconf --for "$HOST" "${dirs[@]}" --write "$UPLOAD" --max-files "${MCRPRESS_MAX_FILES:-0}" ;;
esac
