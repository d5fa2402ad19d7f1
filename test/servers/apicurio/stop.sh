#!/usr/bin/env bash
# Stops the registry of start.sh and waits until it is gone.
#   stop.sh [PORT] [SIGNAL]   PORT 18081, SIGNAL TERM by default; KILL is a crash
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pid_file=${MILLRACE_SERVERS_HOME:-$here/../../../.servers}/apicurio/${1:-18081}/pid
[[ -f $pid_file ]] || exit 0
pid=$(cat "$pid_file")
kill "-${2:-TERM}" "$pid" 2>/dev/null || true
while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -f "$pid_file"
