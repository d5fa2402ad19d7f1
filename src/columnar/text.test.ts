import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { daysFromCivil } from "../common/civil.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  type Column,
  DATE,
  decimal,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  type SqlType,
  STRING,
  TIME,
  timestamp,
  timestampLtz,
} from "../common/types.ts";
import { zoneFor } from "../common/zone.ts";
import { vectorOf } from "./builders.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type ChangeBatch, DELETE, INSERT, NO_STEPS, UPDATE_AFTER } from "./change-batch.ts";
import { csvHeader, encodeCsv } from "./csv-encoder.ts";
import { developedDoubleText, javaDoubleText, javaFloatText } from "./double-text.ts";
import { encodeJsonLines } from "./json-encoder.ts";
import type { Scalar } from "./scalar.ts";
import { castText, scalarText } from "./text.ts";

const berlin = zoneFor("Europe/Berlin");
const MAP: SqlType = { kind: "MAP", key: STRING, value: INT, nullable: true };
const ROW: SqlType = {
  kind: "ROW",
  fields: [
    { name: "a", type: INT },
    { name: "b", type: STRING },
  ],
  nullable: true,
};

test("output texts are those of interfaces.md", () => {
  const cases: readonly [Scalar, SqlType, string, string, string][] = [
    [5, DOUBLE, "5.0", "5.0", "5.0"],
    [1e21, DOUBLE, "1e21", "1e21", "1e21"],
    [Number.NaN, DOUBLE, '"NaN"', "NaN", "NaN"],
    [-Infinity, DOUBLE, '"-Infinity"', "-Infinity", "-Infinity"],
    [Math.fround(0.1), FLOAT, "0.1", "0.1", "0.1"],
    [9223372036854775807n, BIGINT, "9223372036854775807", "9223372036854775807", "9223372036854775807"],
    [-5, decimal(10, 2), "-0.05", "-0.05", "-0.05"],
    [true, BOOLEAN, "true", "true", "true"],
    ['a"b', STRING, '"a\\"b"', 'a"b', 'a"b'],
    [1000, timestamp(3), '"1970-01-01 00:00:01"', "1970-01-01 00:00:01", "1970-01-01 00:00:01"],
    [-877, timestamp(3), '"1969-12-31 23:59:59.123"', "1969-12-31 23:59:59.123", "1969-12-31 23:59:59.123"],
    [100, timestampLtz(3), '"1970-01-01 00:00:00.1Z"', "1970-01-01 01:00:00.1", "1970-01-01 01:00:00.1"],
    [daysFromCivil(9999, 12, 31), DATE, '"9999-12-31"', "9999-12-31", "9999-12-31"],
    [45296500, TIME, '"12:34:56.5"', "12:34:56.5", "12:34:56.5"],
    [Uint8Array.of(1, 255), BYTES, '"Af8="', "Af8=", "01ff"],
    [[1, null], { kind: "ARRAY", element: INT, nullable: true }, "[1,null]", "[1,null]", "[1,null]"],
    [{ entries: [["k", 1]] }, MAP, '{"k":1}', '{"k":1}', '{"k":1}'],
    [[1, "x"], ROW, '{"a":1,"b":"x"}', '{"a":1,"b":"x"}', '{"a":1,"b":"x"}'],
    [null, INT, "null", "", "NULL"],
  ];
  for (const [value, type, json, csv, table] of cases) {
    assert.equal(scalarText(value, type, "json", berlin), json);
    assert.equal(scalarText(value, type, "csv", berlin), csv);
    assert.equal(scalarText(value, type, "table", berlin), table);
  }
});

test("CAST AS STRING prints as Flink does", () => {
  const cases: readonly [Scalar, SqlType, string][] = [
    [true, BOOLEAN, "TRUE"],
    [1e10, DOUBLE, "1.0E10"],
    [Math.fround(1.1), FLOAT, "1.1"],
    [0, timestamp(3), "1970-01-01 00:00:00.000"],
    [0, timestamp(0), "1970-01-01 00:00:00"],
    [0, timestampLtz(6), "1970-01-01 01:00:00.000000"],
    [86399999, { kind: "TIME", precision: 3, nullable: true }, "23:59:59.999"],
    [45296000, TIME, "12:34:56"],
    [new TextEncoder().encode("ä1"), BYTES, "ä1"],
    [[1, null, 2], { kind: "ARRAY", element: INT, nullable: true }, "[1, NULL, 2]"],
    [
      {
        entries: [
          ["a", 1],
          ["b", null],
        ],
      },
      MAP,
      "{a=1, b=NULL}",
    ],
    [[1, "a"], ROW, "(1, a)"],
    [-86400000, INTERVAL_DAY, "-1 00:00:00.000"],
    [93784567, INTERVAL_DAY, "+1 02:03:04.567"],
    [18, INTERVAL_MONTH, "+1-06"],
    [1050, decimal(10, 2), "10.50"],
  ];
  for (const [value, type, text] of cases) assert.equal(castText(value, type, berlin), text);
});

test("Java's text of doubles and floats", () => {
  const doubles: readonly [number, string][] = [
    [0, "0.0"],
    [-0, "-0.0"],
    [100, "100.0"],
    [9999999, "9999999.0"],
    [1e7, "1.0E7"],
    [0.001, "0.001"],
    [0.0009999, "9.999E-4"],
    [123456.789, "123456.789"],
    [1 / 3, "0.3333333333333333"],
    [2 ** 62, "4.6116860184273879E18"],
    [2 ** 63, "9.223372036854776E18"],
    [2e23, "1.9999999999999998E23"],
    [5e-324, "4.9E-324"],
    [Number.MAX_VALUE, "1.7976931348623157E308"],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ];
  for (const [value, text] of doubles) assert.equal(javaDoubleText(value), text);
  const floats = [0.1, 16777216, 3.4028234663852886e38, 1.401298464324817e-45, 0.000011].map((v) =>
    javaFloatText(Math.fround(v)),
  );
  assert.deepEqual(floats, ["0.1", "1.6777216E7", "3.4028235E38", "1.4E-45", "1.1E-5"]);
});

test("Java's text reads back as the same double", () => {
  fc.assert(fc.property(fc.double(), (value) => assert.ok(Object.is(Number(javaDoubleText(value)), value))));
});

test("short decimals have the text that developing their digits gives", () => {
  const short = fc.tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 12 }));
  const long = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 8, max: 18 }));
  fc.assert(
    fc.property(fc.oneof(short, long), ([digits, scale]) => {
      const value = Number(`${digits}e-${scale}`);
      assert.equal(javaDoubleText(value), developedDoubleText(value));
    }),
    { numRuns: 5000 },
  );
});

const decimals = fc.oneof(fc.integer(), fc.constantFrom(0, 7, -7, 10n ** 30n));
const VALUES: readonly [SqlType, fc.Arbitrary<Scalar>][] = [
  [BOOLEAN, fc.boolean()],
  [INT, fc.integer()],
  [BIGINT, fc.maxSafeInteger()],
  [BIGINT, fc.constantFrom(1, 2n ** 60n)],
  [
    DOUBLE,
    fc.oneof(
      fc.double(),
      fc.integer({ min: -3000, max: 3000 }).map((n) => n / 100),
      fc.integer(),
    ),
  ],
  [
    FLOAT,
    fc.oneof(
      fc.float(),
      fc.integer().map((n) => Math.fround(n / 4)),
    ),
  ],
  [decimal(38, 3), decimals],
  [decimal(9, 0), fc.integer({ min: -999, max: 999 })],
  [STRING, fc.string({ unit: "binary" })],
  [BYTES, fc.uint8Array()],
  [DATE, fc.integer({ min: -700000, max: 2900000 })],
  [TIME, fc.integer({ min: 0, max: 86399999 })],
  [timestamp(3), fc.integer({ min: -62135596800000, max: 253402300799999 })],
  [timestamp(9), fc.maxSafeInteger()],
  [timestampLtz(3), fc.integer({ min: -2e12, max: 5e12 })],
  [ROW, fc.tuple(fc.integer(), fc.string())],
];

const batches = fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 5 }).chain((picked) =>
  fc.record({
    types: fc.constant(picked.map(([type]) => type)),
    rows: fc.array(fc.tuple(...picked.map(([, values]) => fc.option(values, { freq: 6 }))), { maxLength: 20 }),
  }),
);

function batchOf(types: readonly SqlType[], rows: readonly (readonly Scalar[])[]): ChangeBatch {
  return {
    rowCount: rows.length,
    columns: types.map((type, c) =>
      vectorOf(
        type,
        rows.map((row) => row[c]),
      ),
    ),
    kinds: null,
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
}

const columnsOf = (types: readonly SqlType[]): Column[] => types.map((type, i) => ({ name: `c"${i}`, type }));

test("JSON lines are the values' JSON texts", () => {
  fc.assert(
    fc.property(batches, ({ types, rows }) => {
      const out = new ByteWriter(16);
      encodeJsonLines(batchOf(types, rows), columnsOf(types), { withOp: false, zone: berlin }, out);
      const lines = rows.map((row) => {
        const cells = row.map((value, i) => `"c\\"${i}":${scalarText(value, types[i], "json", berlin)}`);
        return `{${cells.join(",")}}\n`;
      });
      const text = Buffer.from(out.view()).toString();
      assert.equal(text, lines.join(""));
      for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
    }),
  );
});

test("CSV cells are the values' texts, quoted where needed", () => {
  fc.assert(
    fc.property(batches, ({ types, rows }) => {
      const out = new ByteWriter(16);
      encodeCsv(batchOf(types, rows), columnsOf(types), { withOp: false, zone: berlin }, out);
      const lines = rows.map((row) => {
        const cells = row.map((value, i) => {
          const text = scalarText(value, types[i], "csv", berlin);
          const isQuoted = value !== null && (text === "" || /[",\r\n]/.test(text));
          return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
        });
        return `${cells.join(",")}\n`;
      });
      assert.equal(Buffer.from(out.view()).toString(), Buffer.from(lines.join("")).toString());
    }),
  );
});

test("selection and kinds", () => {
  const batch: ChangeBatch = {
    ...batchOf(
      [INT, STRING],
      [
        [1, "a"],
        [2, null],
        [3, "c"],
      ],
    ),
    kinds: Uint8Array.of(INSERT, UPDATE_AFTER, DELETE),
    selection: Int32Array.of(1, 2),
  };
  const columns: Column[] = [
    { name: "n", type: INT },
    { name: "n", type: STRING },
  ];
  const out = new ByteWriter();
  encodeJsonLines(batch, columns, { withOp: true, zone: berlin }, out);
  assert.equal(Buffer.from(out.takeCopy()).toString(), '{"op":"+U","n":2,"n":null}\n{"op":"-D","n":3,"n":"c"}\n');
  encodeCsv(batch, columns, { withOp: true, zone: berlin, delimiter: ";", nullText: "-" }, out);
  assert.equal(Buffer.from(out.takeCopy()).toString(), "+U;2;-\n-D;3;c\n");
  assert.equal(csvHeader([{ name: "a;b", type: INT }], { withOp: true, delimiter: ";" }), 'op;"a;b"\n');
});
