// What a Kafka source reads: every codec, transactions, keys, metadata, tombstones, bad records.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { BOUNDED, Broker, failure, run, withOptions } from "./kit.ts";

const broker = new Broker();
after(() => broker.close());

const COLUMNS = "id BIGINT, s STRING";

test("three partitions, batches of any size: the same rows, counted per window and partition", async () => {
  const topic = await broker.topic(3);
  const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 100).toISOString().slice(0, 23).replace("T", " ");
  await broker.produce(
    topic,
    Array.from({ length: 3000 }, (_, i) => ({ partition: i % 3, value: `{"id":${i},"s":"x${i}","ts":"${at(i)}"}` })),
  );
  const sql = `
    CREATE TABLE t (id BIGINT, ts TIMESTAMP(3), p INT METADATA FROM 'partition' VIRTUAL, WATERMARK FOR ts AS ts - INTERVAL '1' SECOND)
    ${withOptions(topic, BOUNDED)};
    SELECT window_start, p, COUNT(*) AS n, SUM(id) AS total
    FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, p;`;
  const whole = await run(sql);
  assert.equal(whole.rows.length, 15);
  assert.equal(
    whole.rows.reduce((sum, row) => sum + Number(row.split("|")[2]), 0),
    3000,
  );
  assert.deepEqual([whole.summary.endedBy, whole.summary.accounts[0].late], ["end of input", 0]);
  for (const batchRowsMax of [7, 500]) {
    const { rows, summary } = await run(sql, { batchRowsMax });
    assert.deepEqual(rows, whole.rows);
    assert.ok(summary.batchCount > 1);
  }
});

test("rows of several partitions come in an order that is a function of offsets alone", async () => {
  const topic = await broker.topic(3);
  const values = Array.from({ length: 9000 }, (_, i) => ({ partition: i % 4 === 3 ? 0 : i % 4, value: `{"id":${i}}` }));
  for (let at = 0; at < values.length; at += 500) await broker.produce(topic, values.slice(at, at + 500));
  const sql = `CREATE TABLE t (id BIGINT) ${withOptions(topic, { ...BOUNDED, "properties.max.partition.fetch.bytes": "5000" })}; SELECT id FROM t`;
  const whole = await run(sql);
  const held = await broker.admin.fetchTopicOffsets(topic);
  assert.equal(
    held.reduce((sum, { high }) => sum + Number(high), 0),
    9000,
  );
  assert.equal(new Set(whole.rows).size, 9000);
  assert.equal(whole.rows.length, 9000);
  for (const batchRowsMax of [100, 1777]) assert.deepEqual((await run(sql, { batchRowsMax })).rows, whole.rows);
});

test("every codec, as the broker itself writes it", async () => {
  for (const codec of ["gzip", "snappy", "lz4", "zstd", "uncompressed"]) {
    const topic = await broker.topic(1, { "compression.type": codec });
    const values = Array.from({ length: 5000 }, (_, i) => `{"id":${i},"s":"${"abc".repeat(i % 50)}${Math.sin(i)}"}`);
    await broker.produce(topic, values, true);
    const { rows } = await run(`CREATE TABLE t (${COLUMNS}) ${withOptions(topic, BOUNDED)}; SELECT * FROM t`);
    assert.deepEqual([rows.length, rows[4999]], [5000, `4999|${"abc".repeat(4999 % 50)}${Math.sin(4999)}`], codec);
  }
});

test("committed records only; a range that ends with an aborted transaction ends", { timeout: 60_000 }, async () => {
  const topic = await broker.topic();
  await broker.produce(topic, ['{"id":1}']);
  await broker.transaction(topic, ['{"id":2}', '{"id":3}'], "abort");
  await broker.transaction(topic, ['{"id":4}'], "commit");
  await broker.transaction(topic, ['{"id":5}', '{"id":6}'], "abort");
  const sql = (more: Record<string, string>) =>
    `CREATE TABLE t (id BIGINT) ${withOptions(topic, { ...BOUNDED, ...more })}; SELECT * FROM t`;
  assert.deepEqual((await run(sql({}))).rows, ["1", "4"]);
  assert.deepEqual((await run(sql({}), { batchRowsMax: 1 })).rows, ["1", "4"]);
  const all = await run(sql({ "properties.isolation.level": "read_uncommitted" }));
  assert.deepEqual(all.rows, ["1", "2", "3", "4", "5", "6"]);
});

test("a topic of only aborted records, and one without any", { timeout: 60_000 }, async () => {
  const aborted = await broker.topic();
  await broker.transaction(aborted, ['{"id":2}'], "abort");
  for (const topic of [aborted, await broker.topic(2)]) {
    const { rows, summary } = await run(`CREATE TABLE t (id BIGINT) ${withOptions(topic, BOUNDED)}; SELECT * FROM t`);
    assert.deepEqual([rows, summary.endedBy], [[], "end of input"]);
  }
});

test("metadata columns", async () => {
  const topic = await broker.topic(2);
  await broker.produce(topic, [
    { partition: 1, value: '{"id":1}', timestamp: "1767225600123", headers: { a: "1", b: ["x", "y"] } },
    { partition: 1, value: '{"id":2}', timestamp: "1767225600124" },
    { partition: 0, value: '{"id":3}', timestamp: "0" },
  ]);
  const { rows } = await run(`
    CREATE TABLE t (id BIGINT, tp STRING METADATA FROM 'topic' VIRTUAL, p INT METADATA FROM 'partition' VIRTUAL,
      o BIGINT METADATA FROM 'offset' VIRTUAL, at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
      kind STRING METADATA FROM 'timestamp-type' VIRTUAL, h MAP<STRING, BYTES> METADATA FROM 'headers',
      e INT METADATA FROM 'leader-epoch' VIRTUAL) ${withOptions(topic, BOUNDED)};
    SELECT id, tp, p, o, at, kind, h, e FROM t`);
  assert.deepEqual(rows, [
    `3|${topic}|0|0|0|CreateTime||0`,
    `1|${topic}|1|0|1767225600123|CreateTime|a=1,b=y|0`,
    `2|${topic}|1|1|1767225600124|CreateTime||0`,
  ]);
});

test("LogAppendTime is the broker's", async () => {
  const topic = await broker.topic(1, { "message.timestamp.type": "LogAppendTime" });
  await broker.produce(topic, [{ value: "x", timestamp: "1000" }]);
  const { rows } = await run(`
    CREATE TABLE t (v STRING, at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', kind STRING METADATA FROM 'timestamp-type' VIRTUAL)
    ${withOptions(topic, { ...BOUNDED, format: "raw" })};
    SELECT kind, EXTRACT(YEAR FROM CAST(at AS TIMESTAMP(3))) > 2020 FROM t`);
  assert.deepEqual(rows, ["LogAppendTime|true"]);
});

test("keys: their own format, names with a prefix, records without one", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, [
    { key: '{"id":7}', value: '{"s":"a"}' },
    { key: null, value: '{"s":"b"}' },
    { key: "{", value: '{"s":"c"}' },
    { key: '{"id":8}', value: '{"s":"d"}' },
  ]);
  const options = {
    ...BOUNDED,
    format: "",
    "key.format": "json",
    "value.format": "json",
    "key.fields": "k_id",
    "key.fields-prefix": "k_",
    "value.fields-include": "EXCEPT_KEY",
  };
  const skipping = await run(
    `CREATE TABLE t (k_id BIGINT, s STRING) ${withOptions(topic, { ...options, "on-error": "skip" })}; SELECT k_id, s FROM t`,
  );
  assert.deepEqual(skipping.rows, ["7|a", "null|b", "8|d"]);
  assert.equal(skipping.summary.totals.accounts[0].bad, 1);
  const failing = await failure(
    run(`CREATE TABLE t (k_id BIGINT, s STRING) ${withOptions(topic, options)}; SELECT k_id, s FROM t`),
  );
  assert.deepEqual([failing.code, failing.location], ["DATA_BAD_JSON", `${topic}/0, record 2`]);
});

test("csv and raw with options below value., line breaks and all", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, ["1;a", '2;"b\nc"', "3;d"]);
  const csv = { ...BOUNDED, format: "", "value.format": "csv", "value.csv.field-delimiter": ";" };
  assert.deepEqual((await run(`CREATE TABLE t (${COLUMNS}) ${withOptions(topic, csv)}; SELECT * FROM t`)).rows, [
    "1|a",
    "2|b\nc",
    "3|d",
  ]);
  const raw = { ...BOUNDED, format: "raw" };
  assert.deepEqual((await run(`CREATE TABLE t (s STRING) ${withOptions(topic, raw)}; SELECT * FROM t`)).rows, [
    "1;a",
    '2;"b\nc"',
    "3;d",
  ]);
});

test("NULL values: no row in json, a row of NULL in raw", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, [{ value: '{"id":1}' }, { value: null }, { value: '{"id":2}' }]);
  assert.deepEqual((await run(`CREATE TABLE t (id BIGINT) ${withOptions(topic, BOUNDED)}; SELECT * FROM t`)).rows, [
    "1",
    "2",
  ]);
  const raw = await run(
    `CREATE TABLE t (s STRING) ${withOptions(topic, { ...BOUNDED, format: "raw" })}; SELECT s FROM t`,
  );
  assert.deepEqual(raw.rows, ['{"id":1}', "null", '{"id":2}']);
});

test("change events", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, [
    '{"before":null,"after":{"id":1,"s":"a"},"op":"c"}',
    '{"before":{"id":1,"s":"a"},"after":{"id":1,"s":"b"},"op":"u"}',
    '{"before":null,"after":{"id":2,"s":"c"},"op":"c"}',
    '{"before":{"id":2,"s":"c"},"after":null,"op":"d"}',
  ]);
  const { rows } = await run(
    `CREATE TABLE t (${COLUMNS}) ${withOptions(topic, { ...BOUNDED, format: "debezium-json" })}; SELECT * FROM t`,
  );
  assert.deepEqual(rows, ["1|a", "-U 1|a", "+U 1|b", "2|c", "-D 2|c"]);
});

test("upsert-kafka: the last value of a key counts, a NULL value deletes it, a record without a key is bad", async () => {
  const topic = await broker.topic();
  await broker.produce(topic, [
    { key: '{"id":1}', value: '{"id":1,"s":"a"}' },
    { key: '{"id":2}', value: '{"id":2,"s":"b"}' },
    { key: '{"id":1}', value: '{"id":1,"s":"c"}' },
    { key: '{"id":2}', value: null },
    { key: null, value: '{"id":9,"s":"x"}' },
    { key: '{"id":3}', value: null },
    { key: '{"id":3}', value: '{"id":3,"s":"d"}' },
  ]);
  const options = {
    connector: "upsert-kafka",
    format: "",
    "key.format": "json",
    "value.format": "json",
    "scan.bounded.mode": "latest-offset",
  };
  for (const include of ["ALL", "EXCEPT_KEY"]) {
    const { rows, summary } = await run(
      `CREATE TABLE t (id BIGINT, s STRING, PRIMARY KEY (id) NOT ENFORCED)
       ${withOptions(topic, { ...options, "value.fields-include": include, "on-error": "skip" })}; SELECT id, s FROM t`,
    );
    assert.deepEqual(rows, ["1|a", "2|b", "-U 1|a", "+U 1|c", "-D 2|b", "3|d"], include);
    assert.equal(summary.totals.accounts[0].bad, 1);
  }
});

test("several topics, in order of their names", async () => {
  const [a, b] = [await broker.topic(), await broker.topic()].sort();
  await broker.produce(b, ['{"id":2}']);
  await broker.produce(a, ['{"id":1}']);
  assert.deepEqual(
    (await run(`CREATE TABLE t (id BIGINT) ${withOptions(`${b}; ${a}`, BOUNDED)}; SELECT * FROM t`)).rows,
    ["1", "2"],
  );
});

test("bad records: where they stand, and the rest goes on", async () => {
  const topic = await broker.topic(2);
  await broker.produce(topic, [
    { partition: 1, value: '{"id":1}' },
    { partition: 1, value: '{"id":"x"}' },
    { partition: 1, value: '{"id":2}' },
  ]);
  const failed = await failure(run(`CREATE TABLE t (id BIGINT) ${withOptions(topic, BOUNDED)}; SELECT * FROM t`));
  assert.deepEqual([failed.code, failed.location], ["DATA_BAD_VALUE", `${topic}/1, record 1, column id`]);
  const skipped = await run(
    `CREATE TABLE t (id BIGINT) ${withOptions(topic, { ...BOUNDED, "json.ignore-parse-errors": "true" })}; SELECT * FROM t`,
  );
  assert.deepEqual([skipped.rows, skipped.summary.totals.accounts[0].bad], [["1", "2"], 1]);
});
