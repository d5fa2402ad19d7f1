import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf } from "../../../../test/helpers/connectors.ts";
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import * as types from "../../../common/types.ts";
import { zoneFor } from "../../../common/zone.ts";
import { jsonFormat } from "./json-format.ts";

const COLUMNS = [
  { name: "m", type: { kind: "MAP", key: types.STRING, value: types.INT, nullable: true } as const },
  { name: "at", type: types.timestamp(3) },
];

function encode(rows: readonly (readonly Scalar[])[], options: Readonly<Record<string, string>>): string {
  const out = new ByteWriter();
  jsonFormat.createEncoder({ columns: COLUMNS, options, zone: zoneFor("UTC") }).encode(batchOf(COLUMNS, rows), out);
  return Buffer.from(out.view()).toString();
}

const ROW: readonly Scalar[] = [
  {
    entries: [
      ["a", 1],
      [null, 2],
    ],
  },
  0,
];

test("NULL keys of maps: an error, dropped, or the literal", () => {
  assert.throws(() => encode([ROW], {}), { code: "DATA_NULL_KEY" });
  assert.equal(encode([ROW], { "json.map-null-key.mode": "drop" }), '{"m":{"a":1},"at":"1970-01-01 00:00:00"}\n');
  assert.equal(
    encode([ROW], { "json.map-null-key.mode": "LITERAL", "json.map-null-key.literal": "?" }),
    '{"m":{"a":1,"?":2},"at":"1970-01-01 00:00:00"}\n',
  );
});

test("timestamps by the standard that the table names", () => {
  assert.equal(encode([[null, 1]], {}), '{"m":null,"at":"1970-01-01 00:00:00.001"}\n');
  assert.equal(
    encode([[null, 1]], { "json.timestamp-format.standard": "ISO-8601" }),
    '{"m":null,"at":"1970-01-01T00:00:00.001"}\n',
  );
});
