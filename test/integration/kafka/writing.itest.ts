// What the Kafka sink writes: keys, partitions, tombstones, metadata, each delivery guarantee; one batch in one transaction; what is
// refused, and that nothing of it is seen.
import assert from "node:assert/strict";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { temporaryFolder } from "../../helpers/command-line.ts";
import { BOUNDED, Broker, failure, prepare, run, settled, withOptions } from "./kit.ts";

const broker = new Broker();
after(() => broker.close());

const NUMBERS =
  "CREATE TABLE n (i INT) WITH ('connector' = 'datagen', 'number-of-rows' = '100', 'fields.i.kind' = 'sequence', 'fields.i.start' = '1', 'fields.i.end' = '100');";

/** 1, 2, 1, 3, one after the other. */
const KEYS = `${NUMBERS.replaceAll("100", "4")} CREATE VIEW keys AS SELECT CASE i WHEN 3 THEN 1 WHEN 4 THEN 3 ELSE i END AS k FROM n;`;

/** Runs the INSERTs of a script. */
async function insert(sql: string, options: Parameters<Awaited<ReturnType<typeof prepare>>["run"]>[0] = {}) {
  return (await prepare(sql)).run({ checksInvariants: true, ...options });
}

/** What a reader of committed records sees, by partition. `isQuiet`: nobody is writing. */
async function read(
  topic: string,
  columns = "v STRING",
  options: Record<string, string> = { format: "raw" },
  isQuiet = true,
): Promise<readonly string[]> {
  const names = columns.split(",").map((column) => column.trim().split(" ")[0]);
  if (isQuiet) await settled(topic);
  const { rows } = await run(`
    CREATE TABLE r (${columns}, p INT METADATA FROM 'partition' VIRTUAL) ${withOptions(topic, { ...BOUNDED, ...options })};
    SELECT p, ${names.join(", ")} FROM r`);
  return rows;
}

test("rows of a batch in one transaction, committed with the batch's id; none of a run is lost or doubled by stops", async (t) => {
  const topic = await broker.topic(3);
  const statePath = join(temporaryFolder(t, "kafka"), "job.db");
  const sql = `${NUMBERS} CREATE TABLE o (i INT) ${withOptions(topic)}; INSERT INTO o SELECT i FROM n WHERE i <> 50;`;
  for (let ended = ""; ended !== "end of input"; ) {
    ended = (await insert(sql, { statePath, batchRowsMax: 10, batchesMax: 3 })).endedBy;
  }
  const rows = await read(topic, "i INT", {});
  assert.equal(rows.length, 99);
  assert.deepEqual(
    [...rows.map((row) => Number(row.split("|")[1]))].sort((a, b) => a - b),
    [...Array(100).keys()].map((i) => i + 1).filter((i) => i !== 50),
  );
  // Without a key the partition follows the batch.
  assert.equal(new Set(rows.map((row) => row.split("|")[0])).size, 3);
});

test("the state put back to an earlier batch is behind the sink; begun anew, all is delivered again", async (t) => {
  const topic = await broker.topic();
  const statePath = join(temporaryFolder(t, "kafka"), "job.db");
  const sql = `${NUMBERS} CREATE TABLE o (i INT) ${withOptions(topic, { "sink.transactional-id-prefix": topic })}; INSERT INTO o SELECT i FROM n;`;
  await insert(sql, { statePath, batchRowsMax: 20, batchesMax: 2 });
  assert.equal((await read(topic)).length, 40);
  copyFileSync(statePath, `${statePath}.old`);
  await insert(sql, { statePath });
  assert.equal((await read(topic)).length, 100);
  copyFileSync(`${statePath}.old`, statePath);
  assert.equal((await failure(insert(sql, { statePath }))).code, "STATE_BEHIND_SINK");
  assert.equal((await read(topic)).length, 100);
  rmSync(statePath);
  await insert(sql, { statePath });
  assert.equal((await read(topic)).length, 200);
});

test("keys go to the partition of the Java client, values leave them out where asked; csv with line breaks", async () => {
  const topic = await broker.topic(5);
  await insert(`
    CREATE TABLE o (k STRING, v STRING) ${withOptions(topic, { format: "csv", "key.format": "raw", "key.fields": "k", "value.fields-include": "EXCEPT_KEY", "value.format": "csv" }).replace("'format' = 'csv', ", "")};
    INSERT INTO o VALUES ('abc', 'x'), ('foobar', U&'a\\000Ab'), ('abc', 'y');`);
  const positive = (hash: number) => (hash & 0x7fffffff) % 5;
  const rows = await read(topic, "k STRING, v STRING", {
    format: "",
    "key.format": "raw",
    "key.fields": "k",
    "value.fields-include": "EXCEPT_KEY",
    "value.format": "csv",
  });
  assert.deepEqual(
    [...rows].sort(),
    [`${positive(479470107)}|abc|x`, `${positive(479470107)}|abc|y`, `${positive(-790332482)}|foobar|a\nb`].sort(),
  );
});

test("upsert: the last row of a key, a tombstone for one that goes", async () => {
  const topic = await broker.topic();
  const options = { connector: "upsert-kafka", format: "", "key.format": "json", "value.format": "json" };
  await insert(
    `${KEYS}
    CREATE TABLE o (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) ${withOptions(topic, options)};
    INSERT INTO o SELECT k, COUNT(*) FROM keys GROUP BY k HAVING COUNT(*) < 2;`,
    { batchRowsMax: 1 },
  );
  await settled(topic);
  const raw = await run(
    `CREATE TABLE r (k STRING, v STRING) ${withOptions(topic, { ...BOUNDED, format: "", "key.format": "raw", "key.fields": "k", "value.format": "raw", "value.fields-include": "EXCEPT_KEY" })}; SELECT k, v FROM r`,
  );
  assert.deepEqual(raw.rows, [
    '{"k":1}|{"k":1,"n":1}',
    '{"k":2}|{"k":2,"n":1}',
    '{"k":1}|null',
    '{"k":3}|{"k":3,"n":1}',
  ]);
});

test("timestamp and headers are written, other metadata is refused", async () => {
  const topic = await broker.topic();
  const metadata = "at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', h MAP<STRING, BYTES> METADATA FROM 'headers'";
  await insert(`CREATE TABLE o (v STRING, ${metadata}) ${withOptions(topic, { format: "raw" })};
    INSERT INTO o SELECT 'a', TO_TIMESTAMP_LTZ(1767225600123, 3), MAP['h', ENCODE('x', 'UTF-8')];`);
  await settled(topic);
  const { rows } = await run(
    `CREATE TABLE r (v STRING, ${metadata}) ${withOptions(topic, { ...BOUNDED, format: "raw" })}; SELECT v, at, DECODE(h['h'], 'UTF-8') FROM r`,
  );
  assert.deepEqual(rows, ["a|1767225600123|x"]);
  const refused = await failure(
    insert(
      `CREATE TABLE o (v STRING, o BIGINT METADATA FROM 'offset') ${withOptions(topic, { format: "raw" })}; INSERT INTO o SELECT 'a', 1;`,
    ),
  );
  assert.equal(refused.code, "SINK_METADATA");
});

test("changes as events of Debezium", async () => {
  const topic = await broker.topic();
  await insert(
    `${KEYS} CREATE TABLE o (k INT, n BIGINT) ${withOptions(topic, { format: "debezium-json" })};
    INSERT INTO o SELECT k, COUNT(*) FROM keys WHERE k = 1 GROUP BY k;`,
    { batchRowsMax: 1 },
  );
  assert.deepEqual(await read(topic), [
    '0|{"before":null,"after":{"k":1,"n":1},"op":"c"}',
    '0|{"before":{"k":1,"n":1},"after":null,"op":"d"}',
    '0|{"before":null,"after":{"k":1,"n":2},"op":"c"}',
  ]);
});

test("at-least-once and none, fixed and round-robin", async () => {
  for (const [guarantee, partitioner, partitions] of [
    ["at-least-once", "round-robin", 4],
    ["none", "fixed", 1],
  ] as const) {
    const topic = await broker.topic(4);
    await insert(
      `${NUMBERS} CREATE TABLE o (i INT) ${withOptions(topic, { "sink.delivery-guarantee": guarantee, "sink.partitioner": partitioner })}; INSERT INTO o SELECT i FROM n;`,
    );
    const rows = await read(topic, "i INT", {});
    assert.deepEqual([rows.length, new Set(rows.map((row) => row[0])).size], [100, partitions], guarantee);
  }
});

test("larger than one record batch: cut; a record that is too large: a clear error, nothing of the batch is seen", async (t: TestContext) => {
  const topic = await broker.topic(1, { "max.message.bytes": "100000" });
  const table = `CREATE TABLE o (v STRING) ${withOptions(topic, { format: "raw", "properties.max.request.size": "90000" })};`;
  await insert(`${NUMBERS} ${table} INSERT INTO o SELECT REPEAT('x', 20000) FROM n;`);
  assert.equal((await read(topic)).length, 100);
  const statePath = join(temporaryFolder(t, "kafka"), "job.db");
  const big = await failure(insert(`${table} INSERT INTO o VALUES ('small'), (REPEAT('x', 200000));`, { statePath }));
  assert.equal(big.code, "CONNECTOR_KAFKA_TOO_LARGE");
  assert.equal((await read(topic)).length, 100);
});

test("topics that do not exist, several topics, a pattern: told at the start", async () => {
  const unknown = await failure(
    insert(`CREATE TABLE o (v STRING) ${withOptions("no-such-topic", { format: "raw" })}; INSERT INTO o VALUES ('a');`),
  );
  assert.equal(unknown.code, "CONNECTOR_KAFKA_UNKNOWN_TOPIC");
  const several = await failure(
    insert(`CREATE TABLE o (v STRING) ${withOptions("a;b", { format: "raw" })}; INSERT INTO o VALUES ('a');`),
  );
  assert.match(several.message, /names one 'topic'/);
});

test("a run that is taken over is fenced and writes no more", { timeout: 60_000 }, async (t) => {
  const topic = await broker.topic();
  const folder = temporaryFolder(t, "kafka");
  const sql = `CREATE TABLE n (i INT) WITH ('connector' = 'datagen', 'rows-per-second' = '50', 'fields.i.kind' = 'sequence', 'fields.i.start' = '1', 'fields.i.end' = '100000');
    CREATE TABLE o (i INT) ${withOptions(topic, { "sink.transactional-id-prefix": topic })}; INSERT INTO o SELECT i FROM n;`;
  const first = insert(sql, { statePath: join(folder, "a.db"), batchIntervalMs: 100 });
  const ended = failure(first);
  while ((await read(topic, "v STRING", { format: "raw" }, false)).length === 0)
    await new Promise((done) => setTimeout(done, 100));
  await insert(sql, { statePath: join(folder, "b.db"), batchIntervalMs: 100, batchesMax: 3 });
  assert.equal((await ended).code, "CONNECTOR_KAFKA_FENCED");
});
