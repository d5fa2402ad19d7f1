// What the columns of a table make of bytes: logical types, unions, wide numbers, and what is bad.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowScalars } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import {
  BIGINT,
  BYTES,
  DATE,
  decimal,
  INT,
  notNull,
  type SqlType,
  STRING,
  TIME,
  TINYINT,
  timestamp,
  timestampLtz,
} from "../../../common/types.ts";
import { RowBuffer } from "../column-buffer.ts";
import { Cursor } from "./cursor.ts";
import { BadSchema, parseSchema } from "./parse-schema.ts";
import { readRowDatum, rowReader } from "./row-reader.ts";
import { tableSchemaProblem } from "./table-schema.ts";

/** Rows, or code, column and reason of what is bad. Bytes in hex. */
function read(
  schema: unknown,
  columns: Readonly<Record<string, SqlType>>,
  records: readonly string[],
  reader: unknown = null,
): readonly (readonly Scalar[] | string)[] {
  const all = Object.entries(columns).map(([name, type]) => ({ name, type }));
  const of = rowReader(
    parseSchema(JSON.stringify(schema)),
    reader === null ? null : parseSchema(JSON.stringify(reader)),
    all,
    all.map((_, i) => i),
  );
  const types = all.map(({ type }) => type);
  const rows = new RowBuffer(types);
  rows.reset();
  const problems: (string | null)[] = [];
  for (const record of records) {
    const data = Buffer.concat([Buffer.from(record.replaceAll(" ", ""), "hex"), Buffer.alloc(64, 0xff)]);
    const cursor = new Cursor();
    cursor.open(data, new DataView(data.buffer, data.byteOffset, data.length), 0, data.length - 64);
    rows.reserveRow();
    const problem = readRowDatum(of, cursor, rows);
    if (problem === null) rows.endRow(0);
    problems.push(problem && `${problem.code} ${problem.column}: ${problem.reason}`);
  }
  const vectors = rows.finish();
  let row = 0;
  return problems.map((problem) => problem ?? rowScalars(vectors, types, row++));
}

function record(...fields: readonly (readonly [string, unknown, Record<string, unknown>?])[]) {
  return { type: "record", name: "R", fields: fields.map(([name, type, more]) => ({ name, type, ...more })) };
}

test("longs are exact to 64 bits", () => {
  assert.deepEqual(
    read(record(["n", "long"]), { n: BIGINT }, [
      "feffffffffffffffff01",
      "ffffffffffffffffff01",
      "feffffffffffff1f",
      "8080808080808020",
      "ffffffffffffff1f",
      "ffffffffffffff7f",
      "8080808080808080808001",
      "ffffffffffffffffff03",
    ]),
    [
      [9223372036854775807n],
      [-9223372036854775808n],
      [9007199254740991],
      [9007199254740992n],
      [-9007199254740992n],
      [-36028797018963968n],
      "DATA_BAD_AVRO n: a number is longer than 64 bits",
      "DATA_BAD_AVRO n: a number is longer than 64 bits",
    ],
  );
});

test("times have the unit of their logical type, whatever the column's", () => {
  const micros = { type: "long", logicalType: "timestamp-micros" };
  // -1 and 1500 microseconds.
  assert.deepEqual(read(record(["t", micros]), { t: timestamp(3) }, ["01", "b817"]), [[-1], [1]]);
  assert.deepEqual(read(record(["t", micros]), { t: timestampLtz(6) }, ["01", "b817"]), [[-1], [1500]]);
  assert.deepEqual(
    read(record(["t", { type: "long", logicalType: "timestamp-millis" }]), { t: timestamp(6) }, ["02"]),
    [[1000]],
  );
  assert.deepEqual(read(record(["t", { type: "long", logicalType: "timestamp-nanos" }]), { t: timestamp(9) }, ["02"]), [
    [1],
  ]);
  assert.deepEqual(read(record(["t", "long"]), { t: timestamp(3) }, ["02"]), [[1]]);
  assert.deepEqual(read(record(["t", { type: "long", logicalType: "time-micros" }]), { t: TIME }, ["d00f"]), [[1]]);
  assert.deepEqual(read(record(["t", { type: "int", logicalType: "time-millis" }]), { t: TIME }, ["01"]), [
    "DATA_OVERFLOW t: -1 does not fit TIME",
  ]);
  assert.deepEqual(read(record(["d", { type: "int", logicalType: "date" }]), { d: DATE }, ["01"]), [[-1]]);
  assert.deepEqual(read(record(["d", micros]), { d: DATE }, ["01"]), [
    "DATA_AVRO_SCHEMA null: the field d: long (timestamp-micros) cannot be read as DATE",
  ]);
  // A time in milliseconds that no 64 bits hold in microseconds.
  assert.match(
    String(
      read(record(["t", { type: "long", logicalType: "timestamp-millis" }]), { t: timestamp(6) }, [
        "feffffffffffffffff01",
      ]),
    ),
    /^DATA_OVERFLOW t/,
  );
});

test("decimals: any scale and size, rounded half up, refused when too great", () => {
  const of = (scale: number) => record(["d", { type: "bytes", logicalType: "decimal", precision: 38, scale }]);
  assert.deepEqual(read(of(2), { d: decimal(10, 2) }, ["00", "02ff", "0400c8", "1000f0000000000001"]), [
    [0],
    [-1],
    [200],
    "DATA_OVERFLOW d: a decimal of 8 bytes does not fit DECIMAL(10, 2)",
  ]);
  assert.deepEqual(read(of(3), { d: decimal(10, 2) }, ["020f", "02f1", "0204"]), [[2], [-2], [0]]);
  assert.deepEqual(read(of(0), { d: decimal(38, 10) }, ["107fffffffffffffff"]), [[92233720368547758070000000000n]]);
  const fixed = { type: "fixed", name: "F", size: 3, logicalType: "decimal", precision: 6, scale: 1 };
  assert.deepEqual(read(record(["d", fixed]), { d: decimal(6, 1) }, ["ffff85"]), [[-123]]);
  assert.deepEqual(read(record(["d", "int"]), { d: decimal(6, 2) }, ["02", "80897a"]), [
    [100],
    "DATA_OVERFLOW d: 1000000 does not fit DECIMAL(6, 2)",
  ]);
  assert.match(String(read(record(["d", "bytes"]), { d: decimal(6, 2) }, ["00"])), /bytes cannot be read as DECIMAL/);
});

test("narrower columns take what fits", () => {
  assert.deepEqual(read(record(["n", "int"]), { n: TINYINT }, ["fe01", "8002"]), [
    [127],
    "DATA_OVERFLOW n: 128 does not fit TINYINT",
  ]);
  assert.deepEqual(read(record(["n", "long"]), { n: INT }, ["02", "8080808010"]), [
    [1],
    "DATA_OVERFLOW n: 2147483648 does not fit INT",
  ]);
});

test("unions: of null and another either way round, wider ones branch by branch", () => {
  assert.deepEqual(read(record(["s", ["null", "string"]]), { s: STRING }, ["00", "020261", "04"]), [
    [null],
    ["a"],
    "DATA_BAD_AVRO s: branch number 2 of 2",
  ]);
  assert.deepEqual(read(record(["s", ["string", "null"]]), { s: notNull(STRING) }, ["02", "000261"]), [
    "DATA_NULL s: NULL where the type is NOT NULL",
    ["a"],
  ]);
  assert.deepEqual(
    read(record(["n", ["null", "int", "string", "long"]]), { n: BIGINT }, ["00", "0202", "040261", "0604"]),
    [[null], [1], "DATA_AVRO_SCHEMA n: string cannot be read as BIGINT", [2]],
  );
  assert.deepEqual(read(record(["n", ["null", "string", "boolean"]]), { n: BIGINT }, ["00"]), [
    "DATA_AVRO_SCHEMA null: the field n: string cannot be read as BIGINT",
  ]);
});

test("a union of records, and a plain value for a table of one column", () => {
  const a = { ...record(["id", "int"]), name: "A" };
  const b = { ...record(["x", "string"], ["id", "long"]), name: "B" };
  assert.deepEqual(read([a, b, "string"], { id: BIGINT }, ["0002", "02026104", "040261"]), [
    [1],
    [2],
    "DATA_AVRO_SCHEMA null: string cannot be read as BIGINT",
  ]);
  assert.deepEqual(read("string", { key: STRING }, ["0261"]), [["a"]]);
  assert.deepEqual(read("string", { a: STRING, b: STRING }, ["0261"]), [
    "DATA_AVRO_SCHEMA null: it is no record, and the table has 2 columns",
  ]);
});

test("fields that the writer has not: the default of the reader's schema, NULL, or refused", () => {
  const writer = record(["id", "int"]);
  assert.deepEqual(read(writer, { id: INT, s: STRING }, ["02"]), [[1, null]]);
  assert.deepEqual(
    read(writer, { id: INT, s: STRING }, ["02"], record(["id", "int"], ["s", "string", { default: "x" }])),
    [[1, "x"]],
  );
  assert.deepEqual(read(writer, { id: INT, s: notNull(STRING) }, ["02"]), [
    "DATA_AVRO_SCHEMA null: it has no field s, which the table says is NOT NULL and which has no default",
  ]);
  assert.deepEqual(read(writer, { n: INT }, ["02"], record(["n", "int", { aliases: ["id"] }])), [[1]]);
  const symbols = (...names: string[]) => ({ type: "enum", name: "E", symbols: names, default: "A" });
  assert.deepEqual(
    read(record(["e", symbols("B", "C")]), { e: STRING }, ["00", "02"], record(["e", symbols("A", "C")])),
    [["A"], ["C"]],
  );
  assert.deepEqual(read(record(["e", symbols("B", "C")]), { e: STRING }, ["00", "04"]), [
    ["B"],
    "DATA_BAD_AVRO e: symbol number 2 of 2",
  ]);
});

test("uuids of both kinds, fixed and bytes", () => {
  const uuid = { type: "fixed", name: "U", size: 16, logicalType: "uuid" };
  assert.deepEqual(read(record(["u", uuid]), { u: STRING }, ["00112233445566778899aabbccddeeff"]), [
    ["00112233-4455-6677-8899-aabbccddeeff"],
  ]);
  assert.deepEqual(read(record(["u", uuid]), { u: BYTES }, ["00112233445566778899aabbccddeeff"]), [
    [Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex"))],
  ]);
});

test("records that end too soon, go on too long, or lie about lengths", () => {
  const schema = record(["s", "string"], ["n", "int"]);
  const columns = { s: STRING, n: INT };
  assert.deepEqual(
    read(schema, columns, ["", "0261", "026102 00", "08 61", "01", "feffffffffffffffff01", "04c328 02"]),
    [
      "DATA_BAD_AVRO s: the record ends in the middle of a value",
      "DATA_BAD_AVRO n: the record ends in the middle of a value",
      "DATA_BAD_AVRO null: 1 byte follows the record",
      "DATA_BAD_AVRO s: a length is 4, and 1 bytes are left",
      "DATA_BAD_AVRO s: a length is -1",
      "DATA_BAD_AVRO s: a length is 9223372036854775807, and 0 bytes are left",
      "DATA_NOT_UTF8 s: a text is not valid UTF-8",
    ],
  );
  assert.deepEqual(read(record(["b", "boolean"]), { b: { kind: "BOOLEAN", nullable: true } }, ["02"]), [
    "DATA_BAD_AVRO b: a boolean is the byte 2",
  ]);
});

test("blocks: several, with and without a length, of items without bytes, too many of them", () => {
  const ints: SqlType = { kind: "ARRAY", element: INT, nullable: true };
  const array = record(["a", { type: "array", items: "int" }]);
  // 1 | 2, 3 with its length of 2 bytes | end.
  assert.deepEqual(read(array, { a: ints }, ["02 02 03 04 04 06 00", "00", "fe ff ff ff ff ff ff ff ff 01"]), [
    [[1, 2, 3]],
    [[]],
    "DATA_BAD_AVRO a: a block of 9223372036854775807 items, and 0 bytes are left",
  ]);
  const nulls = record(["a", { type: "array", items: "null" }]);
  assert.deepEqual(read(nulls, { a: ints }, ["0600", "8080808010 00"]), [
    [[null, null, null]],
    "DATA_BAD_AVRO a: it holds more than 100000 items without bytes",
  ]);
  const skipped = record(["x", { type: "map", values: "string" }], ["id", "int"]);
  assert.deepEqual(read(skipped, { id: INT }, ["01 40 026b0261 00 02"]), [
    "DATA_BAD_AVRO null: a length is 32, and 6 bytes are left",
  ]);
  assert.deepEqual(read(skipped, { id: INT }, ["01 08 026b0261 02 026b0261 00 02"]), [[1]]);
});

test("a list within a list without end is passed over to a depth, and no further", () => {
  const list = { type: "record", name: "L", fields: [{ name: "next", type: ["null", "L"] }] };
  const schema = record(["list", list], ["id", "int"]);
  const nested = (depth: number) => `${"02".repeat(depth)}00 02`;
  const [good, bad] = read(schema, { id: INT }, [nested(100), nested(100_000)]);
  assert.deepEqual(good, [1]);
  assert.equal(bad, "DATA_BAD_AVRO null: it is nested deeper than 512");
});

test("a schema of records that double at each level is taken in no time", () => {
  let schema: unknown = { type: "record", name: "R0", fields: [] };
  for (let i = 1; i <= 40; i++) {
    schema = {
      type: "record",
      name: `R${i}`,
      fields: [
        { name: "a", type: schema },
        { name: "b", type: `R${i - 1}` },
      ],
    };
  }
  assert.deepEqual(read(record(["big", schema], ["id", "int"]), { id: INT }, ["02"]), [[1]]);
});

test("schemas that are none", () => {
  for (const [text, reason] of [
    ["{", /it is no JSON/],
    ['{"type":"record","name":"R"}', /no list of fields/],
    ['{"type":"record","name":"R","fields":[{"name":"a b","type":"int"}]}', /has the name "a b"/],
    ['["int",["null"]]', /directly contains a union/],
    ['["int","int"]', /has int twice/],
    ['"Unknown"', /names the type "Unknown", which is not declared/],
    ['{"type":"fixed","name":"F","size":-1}', /has the size -1/],
    [`${'{"type":"array","items":'.repeat(200)}"int"${"}".repeat(200)}`, /nested deeper than 100/],
    ["7", /is no type: 7/],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', /has a symbol twice/],
  ] as const) {
    assert.throws(
      () => parseSchema(text),
      (error) => error instanceof BadSchema && reason.test(error.message),
      text,
    );
  }
  const named = parseSchema(
    '{"type":"record","name":"a.b.R","fields":[{"name":"x","type":{"type":"fixed","name":"F","size":2}},{"name":"y","type":"F"},{"name":"z","type":"a.b.F"}]}',
  );
  assert.equal(
    named.kind === "record" &&
      named.fields[1].type === named.fields[0].type &&
      named.fields[2].type === named.fields[0].type,
    true,
  );
});

test("columns that Avro cannot hold", () => {
  const problem = (type: SqlType, name = "c") => tableSchemaProblem([{ name, type }], "avro");
  assert.equal(problem(INT), null);
  assert.match(problem(timestamp(9))!, /held to the microsecond/);
  assert.match(problem(INT, "a b")!, /takes names of letters/);
  assert.match(problem({ kind: "MAP", key: INT, value: INT, nullable: true })!, /keys of an Avro map are texts/);
  assert.match(problem({ kind: "INTERVAL_DAY", nullable: true })!, /Avro has no INTERVAL/);
});
