#!/usr/bin/env bash
# Ends what start.sh started, by Flink's own pid files. Env: MILLRACE_SERVERS_HOME (.servers of this checkout)
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "${MILLRACE_SERVERS_HOME:-$HERE/../../../.servers}/flink/run" 2>/dev/null || exit 0
pids=()
for file in flink-millrace-{sql-gateway,taskexecutor,standalonesession}.pid; do
  [ -f "$file" ] || continue
  while read -r pid; do if kill "$pid" 2>/dev/null; then pids+=("$pid"); fi; done < "$file"
  rm -f "$file"
done
for pid in "${pids[@]}"; do
  for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || continue 2; sleep 0.2; done
  kill -9 "$pid" 2>/dev/null || true
done
