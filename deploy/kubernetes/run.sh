#!/usr/bin/env bash
# Runs one build in shards on a cluster: each Job once the one before it is done.
# A CronJob or any other clock may call it.
#
#   run.sh [KUSTOMIZATION] [kubectl flags]
set -euo pipefail
base=${1:-$(dirname "$0")}
shift || true
kubectl "$@" delete jobs -l app=mcrpress --ignore-not-found
kubectl "$@" apply -k "$base" -l 'step notin (plan,shards,merge)'
for step in plan shards merge; do
  kubectl "$@" apply -k "$base" -l "step=$step"
  while :; do
    for end in complete failed; do
      if kubectl "$@" wait --for="condition=$end" --timeout=5s "job/mcrpress-$step" >/dev/null 2>&1; then
        echo "$step: $end"
        [ "$end" = complete ] || exit 1
        continue 3
      fi
    done
  done
done
