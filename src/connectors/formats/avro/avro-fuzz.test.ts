// Mutated records: whatever the bytes, a record is a row or is bad with a reason, and its neighbours are read as they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import { NO_STEPS } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  decimal,
  DOUBLE,
  INT,
  type SqlType,
  STRING,
  timestamp,
} from "../../../common/types.ts";
import { zoneFor } from "../../../common/zone.ts";
import { RowBuffer } from "../column-buffer.ts";
import { RecordDecoder } from "../record-decoder.ts";
import { avroFormat } from "./avro-format.ts";
import type { AvroType } from "./avro-type.ts";
import { Cursor } from "./cursor.ts";
import { BadSchema, parseSchema } from "./parse-schema.ts";
import { readRowDatum, rowReader } from "./row-reader.ts";

const RECORDS = 100_000;
const PER_FLUSH = 1000;

const COLUMNS: readonly { readonly name: string; readonly type: SqlType }[] = [
  { name: "id", type: { kind: "BIGINT", nullable: false } },
  { name: "s", type: STRING },
  { name: "n", type: INT },
  { name: "x", type: DOUBLE },
  { name: "ok", type: BOOLEAN },
  { name: "b", type: BYTES },
  { name: "d", type: decimal(20, 3) },
  { name: "t", type: timestamp(3) },
  { name: "a", type: { kind: "ARRAY", element: { kind: "ARRAY", element: BIGINT, nullable: true }, nullable: true } },
  { name: "m", type: { kind: "MAP", key: STRING, value: STRING, nullable: true } },
  {
    name: "r",
    type: {
      kind: "ROW",
      fields: [
        { name: "u", type: STRING },
        { name: "v", type: BIGINT },
      ],
      nullable: true,
    },
  },
];

function spec(columns = COLUMNS, readColumns = columns.map((_, i) => i)) {
  return { table: "t", columns, readColumns, options: {}, zone: zoneFor("UTC") };
}

/** Two good records: one of values, one of NULLs. */
function goodRecords(): readonly Buffer[] {
  const decoder = new RecordDecoder(avroFormat, spec());
  const { rows } = decoder;
  rows.reset();
  const text = Buffer.from("some text, Grüße").toString();
  const values = [
    [
      2n ** 60n,
      text,
      -77,
      1.25,
      true,
      Uint8Array.of(1, 2, 3),
      12345678,
      1_700_000_000_000,
      [[1, 2n ** 61n], null, []],
      {
        entries: [
          ["k", "v"],
          ["l", null],
        ],
      },
      ["u", 5],
    ],
    [7, null, null, null, null, null, null, null, null, null, null],
  ] as const;
  for (const row of values) {
    rows.reserveRow();
    for (const [slot, value] of row.entries()) rows.set(slot, value as never);
    rows.endRow(0);
  }
  const batch = {
    rowCount: 2,
    columns: rows.finish(),
    kinds: null,
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
  const out = new ByteWriter();
  const ends: number[] = [];
  avroFormat.createEncoder({ columns: COLUMNS, options: {}, zone: zoneFor("UTC") }).encodeRecords!(batch, out, ends);
  const bytes = Buffer.from(out.takeCopy());
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** 0 .. below. */
function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const HOSTILE = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, 0x02];

function mutated(record: Buffer, int: (below: number) => number): Buffer {
  const bytes = Buffer.from(record);
  for (let i = int(4); i >= 0; i--) bytes[int(bytes.length)] = int(2) === 0 ? int(256) : HOSTILE[int(HOSTILE.length)];
  const at = int(bytes.length);
  switch (int(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(int(12), 0xff), bytes.subarray(at)]);
    case 2:
      return Buffer.from(Array.from({ length: int(60) }, () => int(256)));
    default:
      return bytes;
  }
}

test(`${RECORDS} mutated records: each is a row or bad with a reason, good ones between them are untouched`, () => {
  const good = goodRecords();
  const int = randoms(20261);
  for (const readColumns of [COLUMNS.map((_, i) => i), [0, 4]]) {
    const decoder = new RecordDecoder(avroFormat, spec(COLUMNS, readColumns));
    const types = readColumns.map((column) => COLUMNS[column].type);
    const { rows } = decoder;
    let badCount = 0;
    let expected: unknown = null;
    for (let done = 0; done < RECORDS / 2; done += PER_FLUSH) {
      rows.reset();
      const offsets = Float64Array.from({ length: PER_FLUSH }, (_, i) => i);
      for (let i = 0; i < PER_FLUSH; i++) {
        const record = i % 10 === 0 ? good[0] : mutated(good[int(8) === 0 ? 1 : 0], int);
        if (decoder.isFull(record.length)) assert.fail("more than a window");
        decoder.add(record, 0, record.length);
      }
      decoder.flush(offsets);
      assert.equal(rows.rowCount + rows.bad.length, PER_FLUSH);
      for (const { code, message } of rows.bad) {
        assert.match(code, /^DATA_(?:BAD_AVRO|OVERFLOW|NOT_UTF8|NULL)$/);
        assert.notEqual(message, "");
      }
      badCount += rows.bad.length;
      const vectors = rows.finish();
      for (let row = 0; row < rows.rowCount; row++) {
        if (rows.offsets[row] % 10 !== 0) continue;
        const values = rowScalars(vectors, types, row);
        expected ??= values;
        assert.deepEqual(values, expected);
      }
    }
    assert.ok(badCount > RECORDS / 8, `only ${badCount} were bad`);
  }
});

const SCHEMA = JSON.stringify({
  type: "record",
  name: "a.R",
  namespace: "x",
  aliases: ["Q"],
  fields: [
    { name: "id", type: "long", default: 7, aliases: ["n"] },
    { name: "s", type: ["null", { type: "enum", name: "E", symbols: ["A", "B"], default: "A" }], default: null },
    { name: "d", type: { type: "fixed", name: "F", size: 8, logicalType: "decimal", precision: 18, scale: 3 } },
    { name: "a", type: { type: "array", items: { type: "map", values: ["null", "a.R"] } }, default: [] },
    { name: "t", type: { type: "long", logicalType: "timestamp-micros" } },
  ],
});

const TOKENS = [
  '"int"',
  "null",
  "-1",
  "1e99",
  "[]",
  "{}",
  '"__proto__"',
  '"constructor"',
  '"a.R"',
  '["null"]',
  '"union"',
  '{"type":{}}',
];

test("mutated schemas, of the writer and of the reader: read, or refused as schemas", () => {
  const int = randoms(77);
  const parts = SCHEMA.match(/"[^"]*"|[[\]{}:,]|[^"[\]{}:,]+/g)!;
  const columns = COLUMNS.filter(({ name }) => ["id", "s", "d", "t"].includes(name));
  const parse = (): AvroType | null => {
    const mutant = [...parts];
    for (let i = int(3); i >= 0; i--) {
      const at = int(mutant.length);
      // Mostly values: else it would seldom be JSON.
      if (/^[[\]{}:,]$/.test(mutant[at]) && int(10) > 0) continue;
      mutant[at] = int(8) === 0 ? "" : TOKENS[int(TOKENS.length)];
    }
    try {
      return parseSchema(mutant.join(""));
    } catch (error) {
      assert.ok(error instanceof BadSchema, `${(error as Error).stack}\n${mutant.join("")}`);
      return null;
    }
  };
  let parsedCount = 0;
  const cursor = new Cursor();
  for (let i = 0; i < 10_000; i++) {
    const mutant = parse();
    if (mutant !== null) parsedCount++;
    const [writer, reader] = [mutant ?? parseSchema(SCHEMA), int(2) === 0 ? null : parse()];
    const rows = new RowBuffer(columns.map(({ type }) => type));
    rows.reset();
    rows.reserveRow();
    const data = Buffer.from(Array.from({ length: 120 }, () => (int(3) === 0 ? int(256) : int(3) * 2)));
    cursor.open(data, new DataView(data.buffer, data.byteOffset, data.length), 0, 40);
    const all = columns.map((_, at) => at);
    const problem = readRowDatum(rowReader(writer, reader, columns, all), cursor, rows);
    if (problem !== null) assert.match(problem.code, /^DATA_/);
  }
  assert.ok(parsedCount > 1000, `only ${parsedCount} were schemas`);
});
