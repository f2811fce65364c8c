#!/usr/bin/env bash
# Puts the trees of all networks together as the site that the host is given.
#
#   MATRIX  as plan.sh gives it
#   TREES   directory with a KEY.tar for each entry of the matrix
#   SITE    directory of the site; it must not be there yet
#   HOST    as plan.sh gives it
set -euo pipefail

dirs=()
while IFS=$'\t' read -r key prefix; do
  dir=$TREES/$key
  [ "$HOST" != bucket ] || dir=$SITE/$prefix # each object of a bucket is uploaded with its headers
  mkdir -p "$dir"
  tar -xf "$TREES/$key.tar" -C "$dir"
  dirs+=(--dir "${prefix:+$prefix=}$dir")
done < <(jq -r '.include[] | [.key, .prefix] | @tsv' <<<"$MATRIX")
case $HOST in
github-pages) mcrpress hostconf --for "$HOST" --aliases did "${dirs[@]}" --write "$SITE" ;; # it has no rules
cloudflare-pages) mcrpress hostconf --for "$HOST" "${dirs[@]}" --write "$SITE" ;;
esac
