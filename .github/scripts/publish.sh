#!/usr/bin/env bash
# Brings the site to its host. GitHub Pages is not among them: its own action
# does it.
#
#   MATRIX, UPLOAD, HOST  as for assemble.sh
#   BUCKET                of a bucket: s3://NAME?region=REGION and the like
#   CLOUDFLARE_PROJECT    name of the project or Worker, beside the two credentials
set -euo pipefail
case $HOST in
github-pages) ;;
cloudflare-workers)
  (cd "$UPLOAD" && npx --yes wrangler@4.86.0 deploy --name "$CLOUDFLARE_PROJECT")
  ;;
cloudflare-pages)
  npx --yes wrangler@4.86.0 pages deploy "$UPLOAD/assets" --project-name "$CLOUDFLARE_PROJECT" --branch main
  ;;
bucket)
  [ -n "$BUCKET" ] || { echo "the variable BUCKET is missing: set it to s3://NAME?region=REGION, gs://NAME or azblob://NAME"; exit 2; }
  while read -r prefix; do
    to=$BUCKET
    if [ -n "$prefix" ] && [[ $to == *\?* ]]; then
      to+="&prefix=$prefix/"
    elif [ -n "$prefix" ]; then
      to+="?prefix=$prefix/"
    fi
    mcrpress publish --dir "$UPLOAD/assets/$prefix" --to "$to"
  done < <(jq -r '.include[].prefix' <<<"$MATRIX")
  ;;
esac
