#!/usr/bin/env bash
# Starts one Apicurio schema registry with schemas in memory and prints the base URL of its Confluent API.
#   start.sh [PORT] [-Dkey=value ...]   PORT 18081 by default, 127.0.0.1 only; further arguments are settings, e.g.
#     start.sh 18081 -Dapicurio.storage.kind=kafkasql -Dapicurio.kafkasql.bootstrap.servers=127.0.0.1:19092
# Everything is kept in $MILLRACE_SERVERS_HOME/apicurio (default: .servers/apicurio of this checkout): lib/, and for each port log and pid.
# Needs JDK 17+, bash, curl and, the first time, Maven. Does nothing if that registry already runs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(realpath -m "${MILLRACE_SERVERS_HOME:-$here/../../../.servers}")/apicurio
port=${1:-18081}
run=$home/$port
url=http://127.0.0.1:$port/apis/ccompat/v7
mkdir -p "$run"

alive() { [[ -f $run/pid ]] && kill -0 "$(cat "$run/pid")" 2>/dev/null; }

if ! cmp -s "$here/pom.xml" "$home/lib/pom.xml"; then
  rm -rf "$home/lib"
  mvn -q -B -f "$here/pom.xml" dependency:unpack -DoutputDirectory="$home/lib" >&2
  cp "$here/pom.xml" "$home/lib/"
fi
if ! alive; then
  nohup java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="$port" \
    "${@:2}" -jar "$home"/lib/apicurio-registry-app-*-runner.jar > "$run/log" 2>&1 < /dev/null &
  echo $! > "$run/pid"
fi
until curl -sf --max-time 5 "$url/subjects" > "$run/ready"; do
  alive || { tail -n 20 "$run/log" >&2; exit 1; }
  sleep 0.2
done
echo "$url"
