// Avro on a broker, with a registry: what other programs write is read, what is written other programs read, and schemas
// change in between. The other program is avsc.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import avsc from "avsc";
import { scalarAt } from "../../../src/columnar/read.ts";
import { BYTES } from "../../../src/common/types.ts";
import { MemoryStore } from "../../../src/exec/state/memory-store.ts";
import { BOUNDED, Broker, failure, prepare, REGISTRY, run, withOptions } from "./kit.ts";

const broker = new Broker();
after(() => broker.close());

const JSON_TYPE = "application/vnd.schemaregistry.v1+json";

async function ask(path: string, body: unknown, method = "POST"): Promise<Record<string, unknown>> {
  const answer = await fetch(`${REGISTRY}${path}`, {
    method,
    headers: { "content-type": JSON_TYPE },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(answer.ok, true, `${method} ${path}: ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}

/** Registers it; how its records begin. */
async function register(subject: string, schema: unknown): Promise<Buffer> {
  const { id } = await ask(`/subjects/${subject}/versions`, { schema: JSON.stringify(schema) });
  const header = Buffer.alloc(5);
  header.writeInt32BE(id as number, 1);
  return header;
}

function typeOf(schema: unknown): avsc.Type {
  return avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: "always" });
}

function options(topic: string, more: Readonly<Record<string, string>> = {}): string {
  return withOptions(topic, { ...BOUNDED, format: "avro-confluent", "avro-confluent.url": REGISTRY, ...more });
}

/** What avsc reads of the topic's values, with the schemas that the registry has. */
async function readWithAvsc(topic: string): Promise<readonly unknown[]> {
  const values: Uint8Array[] = [];
  await run(`CREATE TABLE r (v BYTES) ${withOptions(topic, { ...BOUNDED, format: "raw" })}; SELECT v FROM r`, {
    onRows: ({ columns: [vector], rowCount }) => {
      for (let row = 0; row < rowCount; row++) values.push(scalarAt(vector, BYTES, row) as Uint8Array);
    },
  });
  return Promise.all(
    values.map(async (value) => {
      const bytes = Buffer.from(value);
      const { schema } = await ask(`/schemas/ids/${bytes.readInt32BE(1)}`, null, "GET");
      return typeOf(JSON.parse(schema as string)).fromBuffer(bytes.subarray(5));
    }),
  );
}

const V1 = {
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "id", type: "int" },
    { name: "note", type: ["null", "string"], default: null },
    { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 } },
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
  ],
};

const V2 = {
  ...V1,
  fields: [
    { name: "kind", type: { type: "enum", name: "Kind", symbols: ["NEW", "OLD"] }, default: "NEW" },
    { name: "at", type: { type: "long", logicalType: "timestamp-micros" } },
    { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 12, scale: 3 } },
    { name: "id", type: "long" },
    { name: "extra", type: { type: "map", values: "double" }, default: {} },
    {
      name: "lines",
      type: {
        type: "array",
        items: {
          type: "record",
          name: "Line",
          fields: [
            { name: "sku", type: "string" },
            { name: "n", type: "int" },
          ],
        },
      },
      default: [],
    },
  ],
};

test("two versions of a schema in one topic, compressed, keys with a schema of their own, any batches", async () => {
  const topic = await broker.topic();
  const key = await register(`${topic}-key`, "string");
  const [first, second] = [await register(`${topic}-value`, V1), await register(`other-${topic}`, V2)];
  const [one, two, text] = [typeOf(V1), typeOf(V2), typeOf("string")];
  const records = Array.from({ length: 500 }, (_, i) => ({
    key: Buffer.concat([key, text.toBuffer(`k${i % 3}`)]),
    value:
      i % 2 === 0
        ? Buffer.concat([
            first,
            one.toBuffer({
              id: i,
              note: i % 4 === 0 ? null : { string: `ü${i}` },
              price: Buffer.from([1, i % 256]),
              at: 1_700_000_000_000 + i,
            }),
          ])
        : Buffer.concat([
            second,
            two.toBuffer({
              kind: i % 4 === 1 ? "OLD" : "NEW",
              at: 1_700_000_000_000_000 + i,
              price: Buffer.from([0xff]),
              id: i,
              extra: { x: 1.5 },
              lines: [{ sku: "a", n: i }],
            }),
          ]),
  }));
  await broker.produce(topic, records, true);
  const sql = `CREATE TABLE t (k STRING, id BIGINT, note STRING, kind STRING, price DECIMAL(10, 2), \`at\` TIMESTAMP(3), lines ARRAY<ROW<sku STRING, n INT>>)
    ${options(topic, { format: "", "avro-confluent.url": "", "value.format": "avro-confluent", "value.avro-confluent.url": REGISTRY, "key.format": "avro-confluent", "key.avro-confluent.url": REGISTRY, "key.fields": "k", "value.fields-include": "EXCEPT_KEY" })};
    SELECT k, id, note, kind, price, CAST(\`at\` AS STRING) AS at_text, lines[1].sku AS sku FROM t`;
  const { rows } = await run(sql);
  assert.equal(rows.length, 500);
  assert.deepEqual(rows.slice(0, 4), [
    "k0|0|null|null|256|2023-11-14 22:13:20.000|null",
    "k1|1|null|OLD|0|2023-11-14 22:13:20.000|a",
    "k2|2|ü2|null|258|2023-11-14 22:13:20.002|null",
    "k0|3|null|NEW|0|2023-11-14 22:13:20.000|a",
  ]);
  assert.deepEqual((await run(sql, { batchRowsMax: 7 })).rows, rows);
});

test("what is written is read by others with the registered schema, exactly, and by Millrace again", async () => {
  const topic = await broker.topic();
  const columns = `id BIGINT NOT NULL, s STRING, d DECIMAL(20, 4), ts TIMESTAMP(3), a ARRAY<INT>, m MAP<STRING, BOOLEAN>, r ROW<x DOUBLE, y BYTES>`;
  const table = `CREATE TABLE o (${columns}) ${options(topic)};`;
  await (
    await prepare(`${table} INSERT INTO o VALUES
    (9223372036854775807, 'ü', CAST('1234567890123456.7891' AS DECIMAL(20, 4)), TIMESTAMP '2026-01-02 03:04:05.678', ARRAY[1, 2], MAP['k', TRUE], ROW(1.5, x'00ff')),
    (-1, CAST(NULL AS STRING), CAST(NULL AS DECIMAL(20, 4)), CAST(NULL AS TIMESTAMP(3)), CAST(NULL AS ARRAY<INT>), CAST(NULL AS MAP<STRING, BOOLEAN>), CAST(NULL AS ROW<x DOUBLE, y BYTES>));`)
  ).run();
  const { rows } = await run(`${table} SELECT id, s, d, CAST(ts AS STRING) AS ts, a, m, r.x AS x FROM o`);
  assert.deepEqual(rows, [
    "9223372036854775807|ü|12345678901234567891|2026-01-02 03:04:05.678|[1,2]|k=true|1.5",
    "-1|null|null|null|null|null|null",
  ]);
  const { schema, subject } = await ask(`/subjects/${topic}-value/versions/latest`, null, "GET");
  assert.deepEqual(
    [subject, (JSON.parse(schema as string) as { fields: unknown[] }).fields[0]],
    [`${topic}-value`, { name: "id", type: "long" }],
  );
  const small = await broker.topic();
  await (
    await prepare(
      `CREATE TABLE o (id BIGINT, s STRING, ts TIMESTAMP(3)) ${options(small)}; INSERT INTO o VALUES (7, 'x', TIMESTAMP '1970-01-01 00:00:01.000'), (8, CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP(3)))`,
    )
  ).run();
  assert.deepEqual(JSON.parse(JSON.stringify(await readWithAvsc(small))), [
    { id: { long: 7 }, s: { string: "x" }, ts: { long: 1000 } },
    { id: { long: 8 }, s: null, ts: null },
  ]);
});

test("upsert-kafka: keys and values with schemas, deletions as tombstones", async () => {
  const topic = await broker.topic();
  const formats = {
    format: "",
    "key.format": "avro-confluent",
    "key.avro-confluent.url": REGISTRY,
    "value.format": "avro-confluent",
    "value.avro-confluent.url": REGISTRY,
  };
  const table = `CREATE TABLE o (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) ${withOptions(topic, { connector: "upsert-kafka", ...formats })};`;
  const source = await broker.topic();
  await broker.produce(source, [
    '{"before":null,"after":{"k":1,"n":10},"op":"c"}',
    '{"before":null,"after":{"k":2,"n":20},"op":"c"}',
    '{"before":{"k":1,"n":10},"after":null,"op":"d"}',
  ]);
  await (
    await prepare(
      `CREATE TABLE c (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) ${withOptions(source, { ...BOUNDED, format: "debezium-json" })}; ${table} INSERT INTO o SELECT * FROM c;`,
    )
  ).run({ batchRowsMax: 1 });
  const { rows } = await run(
    `${table.replace("WITH (", "WITH ('scan.bounded.mode' = 'latest-offset', ")} SELECT k, n FROM o`,
    { batchRowsMax: 1 },
  );
  assert.deepEqual(rows, ["1|10", "2|20", "-D 1|10"]);
  const raw = await run(
    `CREATE TABLE r (v BYTES, k BYTES) ${withOptions(topic, { ...BOUNDED, format: "", "value.format": "raw", "key.format": "raw", "key.fields": "k", "value.fields-include": "EXCEPT_KEY" })};
     SELECT v IS NULL AS gone, COUNT(*) AS n FROM r GROUP BY v IS NULL`,
  );
  assert.deepEqual(raw.rows.filter((row) => row.endsWith("true|1")).length, 1, raw.rows.join());
  const subjects = (await ask("/subjects", null, "GET")) as unknown as readonly string[];
  assert.deepEqual(
    [`${topic}-key`, `${topic}-value`].map((subject) => subjects.includes(subject)),
    [true, true],
  );
});

test("records of a schema that the registry has not are bad, with their offset; others are read", async () => {
  const topic = await broker.topic();
  const header = await register(`${topic}-value`, V1);
  const good = Buffer.concat([header, typeOf(V1).toBuffer({ id: 1, note: null, price: Buffer.from([1]), at: 0 })]);
  await broker.produce(topic, [
    { value: good },
    { value: Buffer.from("00ffffff0002", "hex") },
    { value: "no avro" },
    { value: good },
  ]);
  const table = (more = {}) => `CREATE TABLE t (id INT) ${options(topic, more)}; SELECT id FROM t`;
  const { rows, summary } = await run(table({ "on-error": "skip" }));
  assert.deepEqual([rows, summary.accounts[0].bad], [["1", "1"], 2]);
  const failed = await failure(run(table()));
  assert.match(failed.message, /the registry has no schema 4294967040/);
});

test("columns that do not go with the subject's versions are refused before a record is written", async () => {
  const topic = await broker.topic();
  const flink = { namespace: "org.apache.flink.avro.generated", name: "record", type: "record" };
  await register(`${topic}-value`, { ...flink, fields: [{ name: "id", type: "string" }] });
  await ask(`/config/${topic}-value`, { compatibility: "FULL" }, "PUT");
  const sql = `CREATE TABLE o (id INT NOT NULL) ${options(topic)}; INSERT INTO o VALUES (1)`;
  const failed = await failure((await prepare(sql)).run());
  assert.equal(failed.code, "CONNECTOR_REGISTRY_INCOMPATIBLE");
  assert.deepEqual(
    (await run(`CREATE TABLE r (v BYTES) ${withOptions(topic, { ...BOUNDED, format: "raw" })}; SELECT v FROM r`)).rows,
    [],
  );
});

test("a registry that does not answer for a while: the job waits, says so, and goes on", {
  timeout: 60_000,
}, async () => {
  const topic = await broker.topic();
  const record = { type: "record", name: "R", fields: [{ name: "id", type: "int" }] };
  await broker.produce(topic, [
    { value: Buffer.from("000000000102", "hex") },
    { value: Buffer.from("000000000104", "hex") },
  ]);
  let asked = 0;
  const flaky = createServer((_request, response) => {
    response.statusCode = ++asked < 3 ? 503 : 200;
    response.end(asked < 3 ? "starting" : JSON.stringify({ schema: JSON.stringify(record) }));
  });
  await new Promise<void>((resolve) => flaky.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
  try {
    const { rows, warnings } = await run(
      `CREATE TABLE t (id INT) ${options(topic, { "avro-confluent.url": url })}; SELECT id FROM t`,
    );
    assert.deepEqual([rows, asked], [["1", "2"], 3]);
    assert.match(warnings[0], /no answer from the registry: status 503/);
  } finally {
    flaky.close();
  }
});

test("a batch that was begun is read again by a job that knows no schema yet", async () => {
  const topic = await broker.topic();
  const header = await register(`${topic}-value`, V1);
  const values = Array.from({ length: 30 }, (_, id) => ({
    value: Buffer.concat([header, typeOf(V1).toBuffer({ id, note: null, price: Buffer.from([1]), at: 0 })]),
  }));
  await broker.produce(topic, values);
  const sql = `CREATE TABLE t (id INT) ${options(topic)}; SELECT id FROM t`;
  const store = new MemoryStore(true);
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = (entry) => {
    if (++commits === 2) throw new Error("crash");
    commit(entry);
  };
  await assert.rejects(run(sql, { store, batchRowsMax: 10 }), /crash/);
  assert.notEqual(store.readPending(), null);
  const { rows } = await run(sql, { store, batchRowsMax: 10 });
  assert.deepEqual(
    rows,
    Array.from({ length: 20 }, (_, i) => String(10 + i)),
  );
});

test("plain avro: what the columns say, without a registry", async () => {
  const topic = await broker.topic();
  const table = `CREATE TABLE o (id INT NOT NULL, s STRING, t TIMESTAMP(6)) ${withOptions(topic, { ...BOUNDED, format: "avro" })};`;
  await (
    await prepare(
      `${table} INSERT INTO o VALUES (1, 'a', TIMESTAMP '2026-01-02 03:04:05.678901'), (2, CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP(6)))`,
    )
  ).run();
  const { rows } = await run(`${table} SELECT id, s, CAST(t AS STRING) AS t FROM o`);
  assert.deepEqual(rows, ["1|a|2026-01-02 03:04:05.678901", "2|null|null"]);
});
