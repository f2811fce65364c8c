#!/usr/bin/env bash
# Builds the tree of one network and holds it against what is live. Nothing is
# published here.
#
#   NETWORK    deployment: a name or a file
#   PARTS      directory of parts, one a shard, that are merged; read from the chain where empty
#   TREE       directory of the tree
#   STATE_DIR  what is kept between runs, state.db and tree.tar; may be empty
#   LIVE       address of the published tree
#   FIRST      true where there is no site yet that could answer
#   SIGN_KEY   text of the secret key that signs the snapshot; unsigned where empty
#
# Everything else that mcrpress takes is taken from its own variables.
set -euo pipefail
here=$(dirname "$0")
mkdir -p "$STATE_DIR" "$TREE"

status=$(curl -sS -o /dev/null -w '%{http_code}' --retry 3 "$LIVE/index/snapshot.json" || true)
published=()
[ "${FIRST:-}" != true ] || status=404
case $status in
200) published=(--against "$LIVE") ;;
404) ;; # the first time
*)
  echo "$LIVE answers $status: what is live cannot be compared with, so nothing is built. Where there is no site yet, run the workflow by hand with \"first\""
  exit 1
  ;;
esac

if [ -f "$STATE_DIR/tree.tar" ]; then
  tar -xf "$STATE_DIR/tree.tar" -C "$TREE"
elif [ "$status" = 200 ]; then
  "$here/fetch.sh" "$LIVE" "$TREE"
fi

args=(--network "$NETWORK" --out "$TREE" --base-url "$LIVE")
if [ -n "${SIGN_KEY:-}" ]; then
  key=$(mktemp)
  trap 'rm -f "$key"' EXIT
  printf '%s\n' "$SIGN_KEY" >"$key"
  args+=(--sign-key "$key")
fi
if [ -n "${PARTS:-}" ]; then
  mcrpress merge "${args[@]}" "$PARTS/*"
else
  mcrpress build "${args[@]}" --state "$STATE_DIR/state.db"
fi
mcrpress check --dir "$TREE" "${published[@]}"

tar -cf "$STATE_DIR/tree.tar.new" -C "$TREE" .
mv "$STATE_DIR/tree.tar.new" "$STATE_DIR/tree.tar"
"$here/summary.sh" "$TREE"
