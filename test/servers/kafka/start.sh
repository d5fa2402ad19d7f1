#!/usr/bin/env bash
# Starts one Kafka 4.2 node (KRaft, broker and controller in one process) and prints its bootstrap address.
#   start.sh [PORT [PROXY_PORT]]   PLAINTEXT on PORT (default 19092), controller on PORT+1, SASL_SSL on PORT+2; 127.0.0.1 only
#                                  with PROXY_PORT also on PORT+3, whose clients are told to come to PROXY_PORT
# Everything is kept in $MILLRACE_SERVERS_HOME/kafka (default: .servers/kafka of this checkout): lib/, ca.pem, and for each port a
# folder with data/, log and pid. The data survives stop and kill -9; remove the folder for an empty broker.
# Needs JDK 17+, bash and, the first time, Maven. Does nothing if that broker already runs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(realpath -m "${MILLRACE_SERVERS_HOME:-$here/../../../.servers}")/kafka
port=${1:-19092}
run=$home/$port
mkdir -p "$run"

alive() { [[ -f $run/pid ]] && kill -0 "$(cat "$run/pid")" 2>/dev/null; }

# An answer to ApiVersions (key 18, version 0): the broker processes requests, not just accepts connections.
ready() {
  (exec 3<>"/dev/tcp/127.0.0.1/$port" && printf '\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff' >&3 &&
    [[ $(timeout 2 head -c 8 <&3 | wc -c) == 8 ]]) 2>/dev/null
}

if ! cmp -s "$here/pom.xml" "$home/lib/pom.xml"; then
  rm -rf "$home/lib"
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$home/lib" >&2
  cp "$here/pom.xml" "$home/lib/"
fi
if [[ ! -f $home/ca.pem ]]; then
  key=(-alias broker -storetype PKCS12 -keystore "$home/broker.p12" -storepass changeit)
  rm -f "$home/broker.p12"
  keytool -genkeypair "${key[@]}" -keyalg RSA -validity 3650 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1
  keytool -exportcert -rfc "${key[@]}" > "$home/ca.pem"
fi 2>/dev/null

if ! alive; then
  { cat "$here/server.properties"
    listeners=PLAINTEXT://127.0.0.1:$port,SASL_SSL://127.0.0.1:$((port + 2))
    echo "listeners=$listeners,CONTROLLER://127.0.0.1:$((port + 1))${2:+,PROXIED://127.0.0.1:$((port + 3))}"
    echo "advertised.listeners=$listeners${2:+,PROXIED://127.0.0.1:$2}"
    echo "controller.quorum.voters=1@127.0.0.1:$((port + 1))"
    echo "log.dirs=$run/data"
    echo "ssl.keystore.location=$home/broker.p12"
  } > "$run/server.properties"
  if [[ ! -f $run/data/meta.properties ]]; then
    java -cp "$home/lib/*" kafka.tools.StorageTool format -t bWlsbHJhY2UtdGVzdC0wMQ -c "$run/server.properties" \
      --add-scram 'SCRAM-SHA-256=[name=millrace,password=millrace-secret]' > "$run/log" 2>&1
  fi
  nohup java -Xmx512m -XX:+UseSerialGC -Dlog4j2.level=WARN -cp "$home/lib/*" kafka.Kafka "$run/server.properties" \
    >> "$run/log" 2>&1 < /dev/null &
  echo $! > "$run/pid"
fi
until ready; do
  alive || { tail -n 20 "$run/log" >&2; exit 1; }
  sleep 0.1
done
echo "127.0.0.1:$port"
