#!/usr/bin/env bash
# Flink 2.3.0 on this machine: one JobManager, one TaskManager, the SQL Gateway; everything on 127.0.0.1.
#   start.sh        installs on first use (PyPI wheels for jars and scripts, Maven for gateway and formats), starts, waits, prints the URLs
# Needs java >= 17, mvn, python3 with pip. Idempotent: prints the URLs when it already runs. stop.sh ends it.
# Env: MILLRACE_SERVERS_HOME (.servers of this checkout) FLINK_REST_PORT (8081) FLINK_GATEWAY_PORT (8083) FLINK_RPC_PORT (6123)
#   FLINK_SLOTS (4) FLINK_TM_MEMORY (1728m) FLINK_CONFIG (more config.yaml lines) HADOOP_CLASSPATH (hadoop-client-api and -runtime jars, for Parquet and hdfs://)
set -euo pipefail
V=2.3.0
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(realpath -m "${MILLRACE_SERVERS_HOME:-$HERE/../../../.servers}")/flink
REST=${FLINK_REST_PORT:-8081} GATEWAY=${FLINK_GATEWAY_PORT:-8083}
export FLINK_HOME=$ROOT/$V/pyflink FLINK_CONF_DIR=$ROOT/conf FLINK_LOG_DIR=$ROOT/log FLINK_PID_DIR=$ROOT/run FLINK_IDENT_STRING=millrace
mkdir -p "$FLINK_CONF_DIR" "$FLINK_LOG_DIR" "$FLINK_PID_DIR" "$ROOT/savepoints" "$ROOT/tmp"

if [ ! -f "$ROOT/$V/.complete" ]; then
  echo "installing Flink $V (about 350 MB)" >&2
  rm -rf "${ROOT:?}/$V"
  # the wheel's Python part is not used: any CPython/platform tag serves
  python3 -m pip install -q --no-deps --target "$ROOT/$V" --only-binary=:all: --python-version 3.11 --platform manylinux2014_x86_64 \
    "apache-flink==$V" "apache-flink-libraries==$V" >&2
  mvn -q -B -f "$HERE/pom.xml" -Dstyle.color=never -Dflink.version="$V" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DexcludeTransitive=true -DoutputDirectory="$FLINK_HOME/lib" >&2
  mv "$FLINK_HOME"/lib/flink-sql-gateway-*.jar "$FLINK_HOME/opt"
  chmod +x "$FLINK_HOME"/bin/*
  touch "$ROOT/$V/.complete"
fi

ready() { curl -fsS --max-time 2 "http://127.0.0.1:$REST/overview" 2>/dev/null | grep -q '"taskmanagers":1' && curl -fsS --max-time 2 "http://127.0.0.1:$GATEWAY/v3/info" >/dev/null 2>&1; }
urls() { echo "FLINK_REST_URL=http://127.0.0.1:$REST"; echo "FLINK_GATEWAY_URL=http://127.0.0.1:$GATEWAY"; }
if ready; then urls; exit 0; fi
"$HERE/stop.sh" # what is left of a half-dead one

cp "$FLINK_HOME"/conf/log4j*.properties "$FLINK_HOME"/conf/masters "$FLINK_HOME"/conf/workers "$FLINK_CONF_DIR"
{
  grep -A3 '^env:' "$FLINK_HOME/conf/config.yaml" # the --add-opens that Java 17 needs
  cat <<YAML
jobmanager: {bind-host: 127.0.0.1, rpc: {address: 127.0.0.1, port: ${FLINK_RPC_PORT:-6123}}, memory: {process: {size: 1024m}}}
taskmanager: {bind-host: 127.0.0.1, host: 127.0.0.1, numberOfTaskSlots: ${FLINK_SLOTS:-4}, memory: {process: {size: ${FLINK_TM_MEMORY:-1728m}}}}
rest: {address: 127.0.0.1, bind-address: 127.0.0.1, port: $REST}
sql-gateway: {endpoint: {rest: {address: 127.0.0.1, bind-address: 127.0.0.1, port: $GATEWAY}}}
blob: {server: {port: 0}}
parallelism: {default: 1}
execution: {checkpointing: {savepoint-dir: "file://$ROOT/savepoints", dir: "file://$ROOT/savepoints"}}
io: {tmp: {dirs: "$ROOT/tmp"}}
${FLINK_CONFIG:-}
YAML
} > "$FLINK_CONF_DIR/config.yaml"
"$FLINK_HOME/bin/jobmanager.sh" start >&2 &
"$FLINK_HOME/bin/taskmanager.sh" start >&2 &
JVM_ARGS="-Xmx512m" "$FLINK_HOME/bin/sql-gateway.sh" start >&2 &
wait
for _ in $(seq 720); do if ready; then urls; exit 0; fi; sleep 0.25; done
echo "Flink is not ready after 3 minutes; see $FLINK_LOG_DIR" >&2
exit 1
