#!/usr/bin/env bash
# Turns the repository's variables into the matrix of regenerate.yml.
#
#   NETWORKS           [PREFIX=]NETWORK ..., "peaq" where empty
#   HOST               github-pages, cloudflare-pages, cloudflare-workers or bucket; github-pages where empty
#   BASE_URL           address of the site; that of GitHub Pages where empty
#   GITHUB_REPOSITORY  OWNER/NAME
#   GITHUB_OUTPUT      gets host, url and matrix
set -euo pipefail

host=${HOST:-github-pages}
url=${BASE_URL:-}
case $host in
github-pages)
  owner=${GITHUB_REPOSITORY%%/*} name=${GITHUB_REPOSITORY#*/}
  pages=https://${owner,,}.github.io
  [ "${name,,}" = "${owner,,}.github.io" ] || pages+=/$name
  url=${url:-$pages}
  ;;
cloudflare-pages | cloudflare-workers | bucket)
  [ -n "$url" ] || { echo "the variable BASE_URL is missing: set it to the address that $host serves the site under"; exit 2; }
  ;;
*)
  echo "the variable HOST is $host: set it to github-pages, cloudflare-pages, cloudflare-workers or bucket"
  exit 2
  ;;
esac
url=${url%/}

entries=()
for word in ${NETWORKS:-peaq}; do
  prefix='' network=$word
  if [[ $word == *=* ]]; then prefix=${word%%=*} network=${word#*=}; fi
  [[ $word =~ ^([a-z0-9][a-z0-9-]*=)?[a-zA-Z0-9][a-zA-Z0-9./_-]*$ ]] || {
    echo "the variable NETWORKS holds $word: write NETWORK or PREFIX=NETWORK, such as: peaq v1=peaq-1.0"
    exit 2
  }
  entries+=("$(jq -cn --arg network "$network" --arg prefix "$prefix" --arg url "$url${prefix:+/$prefix}" \
    '{network: $network, prefix: $prefix, key: (if $prefix == "" then "root" else $prefix end), url: $url}')")
done
matrix=$(printf '%s\n' "${entries[@]}" | jq -cs '{include: .}')
jq -e '[.include[].prefix] | length == (unique | length)' >/dev/null <<<"$matrix" || {
  echo "the variable NETWORKS puts two networks in one place: give each but one a prefix"
  exit 2
}
printf 'host=%s\nurl=%s\nmatrix=%s\n' "$host" "$url" "$matrix" >>"$GITHUB_OUTPUT"
