#!/usr/bin/env bash
# Adds a table of a tree's ratings to the job's summary.
#
#   summary.sh DIR
#
#   GITHUB_STEP_SUMMARY  the file; standard output where it is not set
set -euo pipefail
# shellcheck disable=SC2016 # the backticks are Markdown's
jq -r '
  .counts as $c | ($c.ratings | keys_unsorted) as $letters |
  "### \(.network), generation \(.generation): block \(.block.number), \(.block.time | todate)",
  "",
  "| machines | \($letters | join(" | ")) | degraded | findings |",
  "|\("--:|" * (($letters | length) + 3))",
  "| \($c.machines) | \([$letters[] | $c.ratings[.]] | join(" | ")) | \($c.degraded) | \([$c.findings[]] | add // 0) |",
  "",
  "\($c.events) events of \($c.operators) operators; \(.tree.files) files, \(.tree.bytes) bytes; tree `\(.tree.hash)`",
  ""
' "$1/index/snapshot.json" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
