import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import { NO_STEPS } from "../../../columnar/change-batch.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import {
  BIGINT,
  BYTES,
  DATE,
  decimal,
  type SqlType,
  STRING,
  TIME,
  timestamp,
  timestampLtz,
} from "../../../common/types.ts";
import { RowBuffer } from "../column-buffer.ts";
import { parseSchema } from "./parse-schema.ts";
import { RowWriter } from "./row-writer.ts";
import { tableSchema } from "./table-schema.ts";

/** The datum of one value of one column, in hex. */
function write(avro: unknown, type: SqlType, value: Scalar): string {
  const rows = new RowBuffer([type]);
  rows.reset();
  rows.reserveRow();
  rows.set(0, value);
  rows.endRow(0);
  const schema = parseSchema(JSON.stringify({ type: "record", name: "R", fields: [{ name: "c", type: avro }] }));
  const out = new ByteWriter();
  const batch = {
    rowCount: 1,
    columns: rows.finish(),
    kinds: null,
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
  new RowWriter([{ name: "c", type }], schema).write(batch, new Uint8Array(0), out, []);
  return Buffer.from(out.takeCopy()).toString("hex");
}

const long = (logicalType: string) => ({ type: "long", logicalType });
const bytesOf = (precision: number, scale: number) => ({ type: "bytes", logicalType: "decimal", precision, scale });

test("numbers and times in the unit of the schema", () => {
  assert.equal(write("long", BIGINT, 2n ** 63n - 1n), "feffffffffffffffff01");
  assert.equal(write("long", BIGINT, -(2 ** 52)), "ffffffffffffff0f");
  assert.equal(write("long", BIGINT, 2 ** 53 - 1), "feffffffffffff1f");
  assert.equal(write(long("timestamp-millis"), timestamp(6), -1), "01");
  assert.equal(write(long("local-timestamp-micros"), timestamp(3), 1), "d00f");
  assert.equal(write(long("timestamp-micros"), timestampLtz(6), 9_007_199_254_740_993n), "8280808080808020");
  assert.equal(write(long("time-micros"), TIME, 1), "d00f");
  assert.equal(write({ type: "int", logicalType: "date" }, DATE, -1), "01");
});

test("decimals as few bytes as there can be, or as many as are fixed", () => {
  assert.equal(write(bytesOf(10, 2), decimal(10, 2), 0), "0200");
  assert.equal(write(bytesOf(10, 2), decimal(10, 2), 128), "040080");
  assert.equal(write(bytesOf(10, 2), decimal(10, 2), -128), "0280");
  assert.equal(write(bytesOf(10, 3), decimal(10, 2), 1), "020a");
  const fixed = { type: "fixed", name: "F", size: 4, logicalType: "decimal", precision: 9, scale: 2 };
  assert.equal(write(fixed, decimal(9, 2), -2), "fffffffe");
});

test("the branch that takes the column", () => {
  assert.equal(write(["string", "null"], STRING, null), "02");
  assert.equal(write(["null", "long", "string"], STRING, "a"), "040261");
  assert.equal(write({ type: "enum", name: "E", symbols: ["A", "B"] }, STRING, "B"), "02");
});

test("values that the schema does not take, with their column", () => {
  const cases: readonly (readonly [unknown, SqlType, Scalar, string])[] = [
    ["string", STRING, null, "NULL"],
    [{ type: "enum", name: "E", symbols: ["A"] }, STRING, "B", "'B', which is no symbol of its enum"],
    [{ type: "fixed", name: "F", size: 2 }, BYTES, Uint8Array.of(1), "1 bytes, but 2"],
    [bytesOf(3, 2), decimal(10, 2), 1000, "a decimal of so many digits"],
    [long("timestamp-nanos"), timestamp(6), 2n ** 62n, "4611686018427387904, which is beyond 64 bits in its unit"],
  ];
  for (const [avro, type, value, reason] of cases) {
    assert.throws(() => write(avro, type, value), {
      code: "SINK_AVRO_VALUE",
      message: `column c: the schema does not take ${reason}`,
    });
  }
  assert.throws(() => write("boolean", BIGINT, 1), /the column c, BIGINT, is no boolean/);
  assert.throws(() => write(bytesOf(10, 1), decimal(10, 2), 1), /DECIMAL\(10, 2\), is no bytes \(decimal\(10, 1\)\)/);
});

test("timestamps of a table: instants, or local ones and instants", () => {
  const columns = [
    { name: "a", type: timestamp(3, false) },
    { name: "b", type: timestampLtz(6, false) },
  ];
  const kinds = (isLegacy: boolean) =>
    (JSON.parse(tableSchema(columns, isLegacy)) as { fields: { type: { logicalType: string } }[] }).fields.map(
      ({ type }) => type.logicalType,
    );
  assert.deepEqual(kinds(true), ["timestamp-millis", "timestamp-micros"]);
  assert.deepEqual(kinds(false), ["local-timestamp-millis", "timestamp-micros"]);
});
