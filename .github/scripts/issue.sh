#!/usr/bin/env bash
# Keeps one issue that says that regeneration fails: opened by the first run
# that does, brought up to date by the next, closed by the first that does not.
#
#   issue.sh success|failure|...   the result of the run
#
#   RUN_URL   address of the run
#   GH_TOKEN  what gh works with
set -euo pipefail
label=regeneration
number=$(gh issue list --state open --label "$label" --limit 1 --json number --jq '.[0].number // empty')
case $1 in
success)
  [ -z "$number" ] || gh issue close "$number" --comment "$RUN_URL published again."
  ;;
cancelled | skipped) ;;
*)
  if [ -z "$number" ]; then
    gh label create "$label" --force --description "The scheduled regeneration" --color b60205
    gh issue create --title "regeneration failed" --label "$label" --body "First failed: $RUN_URL"
    exit
  fi
  first=$(gh issue view "$number" --json body --jq .body | head -n 1)
  gh issue edit "$number" --body "$first
Failed again: $RUN_URL"
  ;;
esac
