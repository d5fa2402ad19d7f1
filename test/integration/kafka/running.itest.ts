// How a Kafka source begins, goes on, ends and fails: modes, restarts and replays, what was lost, logins, new partitions.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MemoryStore } from "../../../src/exec/state/memory-store.ts";
import { BOUNDED, Broker, CA_FILE, failure, prepare, run, SASL_BROKER, withOptions } from "./kit.ts";

const broker = new Broker();
const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
after(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `{"id":${from + i}}`);
const select = (topic: string, options: Record<string, string> = {}) =>
  `CREATE TABLE t (id BIGINT) ${withOptions(topic, options)}; SELECT id FROM t`;

/** Rows of an unbounded query until there are `count`, then it is stopped. */
async function runUntil(sql: string, count: number, more: object = {}) {
  const stop = new AbortController();
  let seen = 0;
  return run(sql, {
    signal: stop.signal,
    ...more,
    onRows: (batch) => {
      seen += batch.selection?.length ?? batch.rowCount;
      if (seen >= count) stop.abort();
    },
  });
}

test("where reading begins and ends", async () => {
  const topic = await broker.topic();
  await broker.produce(
    topic,
    numbers(0, 10).map((value, i) => ({ value, timestamp: String(1_000_000 + i) })),
  );
  await broker.admin.setOffsets({ groupId: `g-${topic}`, topic, partitions: [{ partition: 0, offset: "4" }] });
  const rows = async (options: Record<string, string>) =>
    (await run(select(topic, { "scan.bounded.mode": "latest-offset", ...options }))).rows.join("");
  assert.equal(await rows({}), "0123456789");
  assert.equal(await rows({ "scan.startup.mode": "latest-offset" }), "");
  const asked = { "properties.group.id": `g-${topic}`, "properties.commit.offsets.on.checkpoint": "false" };
  assert.equal(await rows(asked), "456789");
  assert.equal(await rows({ "scan.startup.mode": "timestamp", "scan.startup.timestamp-millis": "1000007" }), "789");
  assert.equal(
    await rows({ "scan.startup.mode": "specific-offsets", "scan.startup.specific-offsets": "partition:0,offset:8" }),
    "89",
  );
  assert.equal(
    await rows({ "scan.bounded.mode": "specific-offsets", "scan.bounded.specific-offsets": "partition:0,offset:3" }),
    "012",
  );
  assert.equal(await rows({ "scan.bounded.mode": "timestamp", "scan.bounded.timestamp-millis": "1000002" }), "01");
  assert.equal(
    await rows({ ...asked, "scan.startup.mode": "earliest-offset", "scan.bounded.mode": "group-offsets" }),
    "0123",
  );
  const none = { "properties.group.id": `no-${topic}`, "properties.auto.offset.reset": "none" };
  assert.equal((await failure(rows(none))).code, "SOURCE_KAFKA_NO_GROUP_OFFSET");
  assert.equal(await rows({ ...none, "properties.auto.offset.reset": "latest" }), "");
});

test("a job without end goes on from its state, reads what comes, and tells the group", async () => {
  const topic = await broker.topic(2);
  const sql = select(topic, { "properties.group.id": `g-${topic}` });
  const statePath = join(folder, "goes-on.db");
  await broker.produce(topic, numbers(0, 5));
  const first = await runUntil(sql, 5, { statePath });
  assert.deepEqual([first.rows.join(""), first.summary.endedBy], ["01234", "stopped"]);
  const offsets = await broker.admin.fetchOffsets({ groupId: `g-${topic}`, topics: [topic] });
  assert.equal(offsets[0].partitions.find(({ partition }) => partition === 0)?.offset, "5");
  await broker.produce(topic, numbers(5, 7));
  assert.equal((await runUntil(sql, 2, { statePath })).rows.join(""), "56");
});

test("a batch that was logged and not committed is read again, exactly", async () => {
  const topic = await broker.topic(2);
  await broker.produce(
    topic,
    numbers(0, 50).map((value, i) => ({ value, partition: i % 2 })),
  );
  const store = new MemoryStore(true);
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = (entry) => {
    if (++commits === 2) throw new Error("crash");
    commit(entry);
  };
  const sql = select(topic, { "scan.startup.mode": "earliest-offset" });
  const rows: string[] = [];
  await assert.rejects(run(sql, { store, batchRowsMax: 10 }), /crash/);
  const pending = store.readPending();
  await broker.produce(topic, numbers(50, 60));
  const again = await runUntil(sql, 50, { store, batchRowsMax: 25 });
  rows.push(...again.rows);
  assert.equal(
    pending?.runs.reduce((sum, { from, to }) => sum + to.offset - from.offset, 0),
    10,
  );
  assert.deepEqual(
    rows
      .slice(0, 10)
      .map(Number)
      .sort((a, b) => a - b),
    pending?.runs.flatMap(({ split, from, to }) =>
      Array.from({ length: to.offset - from.offset }, (_, i) => (from.offset + i) * 2 + Number(split.at(-1))),
    ),
  );
  assert.equal(new Set(rows).size, rows.length);
});

test("latest-offset stays where the first start found it, though the first batch was never committed", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, numbers(0, 3));
  const store = new MemoryStore(true);
  const commit = store.commit.bind(store);
  let isFirst = true;
  store.commit = (entry) => {
    if (isFirst) {
      isFirst = false;
      throw new Error("crash");
    }
    commit(entry);
  };
  const sql = select(topic, { "scan.startup.mode": "latest-offset" });
  await assert.rejects(run(sql, { store }), /crash/);
  await broker.produce(topic, numbers(3, 6));
  assert.equal((await runUntil(sql, 3, { store })).rows.join(""), "345");
});

test("a bounded job keeps its end over a restart, and reads what came since when it is run again", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, numbers(0, 6));
  const statePath = join(folder, "bounded.db");
  const sql = select(topic, BOUNDED);
  assert.equal((await run(sql, { statePath, batchRowsMax: 2, batchesMax: 1 })).rows.join(""), "01");
  await broker.produce(topic, numbers(6, 9));
  assert.equal((await run(sql, { statePath })).rows.join(""), "2345");
  assert.equal((await run(sql, { statePath })).rows.join(""), "678");
  assert.equal((await run(sql, { statePath })).summary.isNothingNew, true);
});

test("records that retention removed before they were read", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, numbers(0, 10));
  const statePath = join(folder, "loss.db");
  const sql = (more: Record<string, string>) => select(topic, { ...BOUNDED, ...more });
  await run(sql({}), { statePath, batchRowsMax: 2, batchesMax: 1 });
  // kafkajs finds the leader only of topics that it was asked for.
  await broker.admin.fetchTopicOffsets(topic);
  await broker.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "7" }] });
  const failed = await failure(run(sql({}), { statePath }));
  assert.deepEqual([failed.code, failed.location], ["SOURCE_KAFKA_DATA_LOSS", `${topic}/0`]);
  assert.match(failed.message, /offset 2 of .* is gone: the log begins at 7 now/);
  const lags: number[] = [];
  const allowed = await run(sql({ "scan.on-data-loss": "earliest" }), {
    statePath,
    onProgress: ({ splitLags }) => lags.push(splitLags[0].lost),
  });
  assert.equal(allowed.rows.join(""), "789");
  assert.equal(lags.at(-1), 5);
  assert.match(allowed.warnings.join(), /offset 2 is gone.*reading goes on at 7/);
});

test("a topic that was made anew", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, numbers(0, 10));
  const statePath = join(folder, "anew.db");
  await runUntil(select(topic), 10, { statePath });
  await broker.admin.deleteTopics({ topics: [topic] });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await broker.topic(1, {}, topic);
  await broker.produce(topic, numbers(20, 22));
  const failed = await failure(runUntil(select(topic), 1, { statePath }));
  assert.equal(failed.code, "SOURCE_KAFKA_DATA_LOSS");
  assert.match(failed.message, /the log ends at 2: the topic was made anew/);
  const options = { "scan.on-data-loss": "earliest" };
  assert.equal((await runUntil(select(topic, options), 2, { statePath })).rows.join(" "), "20 21");
});

test("new topics of a pattern and new partitions are found while it runs", { timeout: 60_000 }, async () => {
  const prefix = `found-${process.pid}-${Date.now()}`;
  await broker.topic(1, {}, `${prefix}-a`);
  await broker.produce(`${prefix}-a`, numbers(1, 2));
  const sql = select("", {
    topic: "",
    "topic-pattern": `${prefix}-.*`,
    "scan.topic-partition-discovery.interval": "200 ms",
  });
  const running = runUntil(sql, 3);
  await broker.topic(1, {}, `${prefix}-b`);
  await broker.produce(`${prefix}-b`, numbers(2, 3));
  await broker.admin.createPartitions({ topicPartitions: [{ topic: `${prefix}-a`, count: 2 }] });
  await broker.admin.fetchTopicMetadata({ topics: [`${prefix}-a`] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  // A producer that has not met the topic yet knows of both partitions.
  const later = new Broker();
  await later.produce(`${prefix}-a`, [{ partition: 1, value: '{"id":3}' }]);
  await later.close();
  assert.deepEqual([...(await running).rows].sort(), ["1", "2", "3"]);
});

test("logging in by PLAIN and SCRAM over TLS; a wrong password is told, and never printed", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, numbers(0, 2));
  process.env["MILLRACE_TEST_SECRET"] = "millrace-secret";
  const options = (mechanism: string, password: string) => ({
    ...BOUNDED,
    "properties.bootstrap.servers": SASL_BROKER,
    "properties.security.protocol": "SASL_SSL",
    "properties.sasl.mechanism": mechanism,
    "properties.sasl.jaas.config": `org.apache.kafka.X required username="millrace" password="${password}";`,
    "properties.ssl.truststore.location": CA_FILE,
  });
  for (const mechanism of ["PLAIN", "SCRAM-SHA-256"]) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the secret's own syntax
    const good = options(mechanism, "${ENV:MILLRACE_TEST_SECRET}");
    assert.equal((await run(select(topic, good))).rows.join(""), "01", mechanism);
    const failed = await failure(run(select(topic, options(mechanism, "wrong-one"))));
    assert.equal(failed.code, "CONNECTOR_KAFKA_AUTHENTICATION", mechanism);
    assert.doesNotMatch(`${failed.message} ${failed.hint} ${failed.stack}`, /wrong-one/);
  }
  const { ["properties.ssl.truststore.location"]: _, ...untrusting } = options("PLAIN", "millrace-secret");
  assert.equal((await failure(run(select(topic, untrusting)))).code, "CONNECTOR_KAFKA_TLS");
});

test("what does not exist or does not answer", async () => {
  assert.equal((await failure(run(select("no-such-topic")))).code, "CONNECTOR_KAFKA_UNKNOWN_TOPIC");
  const nobody = { "properties.bootstrap.servers": "127.0.0.1:1" };
  const failed = await failure(run(select("t", nobody)));
  assert.deepEqual([failed.code, failed.location], ["CONNECTOR_KAFKA_UNREACHABLE", "127.0.0.1:1"]);
});

test("a silent partition holds the watermark until it is idle", { timeout: 60_000 }, async () => {
  const topic = await broker.topic(2);
  const value = (second: number) => `{"ts":"2026-01-01 00:00:${String(second).padStart(2, "0")}"}`;
  await broker.produce(
    topic,
    [0, 5, 20].map((second) => ({ partition: 0, value: value(second) })),
  );
  const sql = (more: Record<string, string>) => `
    CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) ${withOptions(topic, more)};
    SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end`;
  // With all partitions idle the watermark stays, so one goes on.
  const going = setInterval(() => void broker.produce(topic, [{ partition: 0, value: value(21) }]), 100);
  const { rows } = await runUntil(sql({ "scan.watermark.idle-timeout": "500 ms" }), 1);
  clearInterval(going);
  assert.deepEqual(rows, [`${Date.UTC(2026, 0, 1)}|2`]);
  const stop = AbortSignal.timeout(1500);
  assert.deepEqual((await run(sql({}), { signal: stop })).rows, []);
});

test("a waiting job says how much of a processor it takes, and hears of a record", { timeout: 60_000 }, async () => {
  const topic = await broker.topic(4);
  const job = await prepare(select(topic));
  const stop = new AbortController();
  let heard: () => void = () => {};
  const arrived = new Promise<void>((resolve) => (heard = resolve));
  const running = job.run({ signal: stop.signal, onRows: () => heard() });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`waiting: ${((user + system) / 50_000).toFixed(2)} % of a processor\n`);
  await broker.produce(topic, [{ partition: 3, value: '{"id":1}' }]);
  await arrived;
  stop.abort();
  await running;
});
