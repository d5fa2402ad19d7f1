import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DOUBLE,
  decimal,
  INT,
  type SqlType,
  STRING,
  TINYINT,
  timestamp,
} from "../common/types.ts";
import { vectorOf } from "./builders.ts";
import { compareAt, compareScalars } from "./compare.ts";
import { concatVectors, gather, repeat } from "./gather.ts";
import { packColumns } from "./pack.ts";
import { scalarAt } from "./read.ts";
import type { Scalar } from "./scalar.ts";
import { unpackColumns } from "./unpack.ts";
import type { Vector } from "./vector.ts";

const MAP: SqlType = { kind: "MAP", key: STRING, value: BIGINT, nullable: true };
const ROW: SqlType = {
  kind: "ROW",
  fields: [
    { name: "a", type: DOUBLE },
    { name: "b", type: BYTES },
  ],
  nullable: true,
};

const wide = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)));
const COLUMNS: readonly [SqlType, fc.Arbitrary<Scalar>][] = [
  [BOOLEAN, fc.boolean()],
  [TINYINT, fc.integer({ min: -128, max: 127 })],
  [INT, fc.integer()],
  [DOUBLE, fc.oneof(fc.double(), fc.integer({ min: -200, max: 200 }))],
  [BIGINT, fc.integer({ min: -40000, max: 40000 })],
  [BIGINT, wide],
  [timestamp(3), fc.maxSafeInteger()],
  [decimal(38, 2), fc.oneof(wide, fc.constantFrom(10n ** 37n, -(10n ** 30n)))],
  [STRING, fc.string({ unit: "grapheme", maxLength: 40 })],
  [BYTES, fc.uint8Array({ maxLength: 40 })],
  [{ kind: "ARRAY", element: STRING, nullable: true }, fc.array(fc.option(fc.string()), { maxLength: 3 })],
  [MAP, fc.array(fc.tuple(fc.string(), fc.option(wide)), { maxLength: 1 }).map((entries) => ({ entries }))],
  [ROW, fc.tuple(fc.double(), fc.uint8Array({ maxLength: 5 }))],
];

const column = fc
  .constantFrom(...COLUMNS)
  .chain(([type, values]) =>
    fc.record({ type: fc.constant(type), values: fc.array(fc.option(values, { freq: 5 }), { maxLength: 80 }) }),
  );

function scalars(vector: Vector, type: SqlType, count: number): Scalar[] {
  return Array.from({ length: count }, (_, i) => scalarAt(vector, type, i));
}

test("what a builder takes, its vector gives back", () => {
  fc.assert(
    fc.property(column, ({ type, values }) => {
      assert.deepEqual(scalars(vectorOf(type, values), type, values.length), values);
    }),
  );
});

test("gather and concat agree with picking and joining values", () => {
  fc.assert(
    fc.property(column, fc.array(fc.nat()), fc.nat(), ({ type, values }, picks, cut) => {
      const vector = vectorOf(type, values);
      const rows = values.length === 0 ? [] : picks.map((pick) => pick % values.length);
      const gathered = gather(vector, Int32Array.from(rows), rows.length);
      assert.deepEqual(
        scalars(gathered, type, rows.length),
        rows.map((row) => values[row]),
      );
      const at = values.length === 0 ? 0 : cut % values.length;
      const parts = [values.slice(0, at), values.slice(at), rows.map((row) => values[row])];
      const joined = concatVectors(type, [
        { vector: vectorOf(type, parts[0]), count: parts[0].length },
        { vector: vectorOf(type, parts[1]), count: parts[1].length },
        { vector: gathered, count: rows.length },
      ]);
      assert.deepEqual(scalars(joined, type, values.length + rows.length), parts.flat());
    }),
  );
});

test("repeat repeats", () => {
  fc.assert(
    fc.property(column, ({ type, values }) => {
      const value = values[0] ?? null;
      assert.deepEqual(scalars(repeat(type, value, 3), type, 3), [value, value, value]);
    }),
  );
});

test("packed columns unpack to the same values", () => {
  fc.assert(
    fc.property(fc.array(column, { maxLength: 4 }), (columns) => {
      const rowCount = Math.min(...columns.map((c) => c.values.length), 80);
      const vectors = columns.map(({ type, values }) => vectorOf(type, values));
      const unpacked = unpackColumns(packColumns(rowCount, vectors));
      assert.equal(unpacked.rowCount, rowCount);
      columns.forEach(({ type, values }, c) => {
        assert.equal(unpacked.columns[c].rep, vectors[c].rep);
        assert.deepEqual(scalars(unpacked.columns[c], type, rowCount), values.slice(0, rowCount));
      });
    }),
  );
});

test("a cut, extended or foreign payload is refused, never misread", () => {
  const payload = packColumns(3, [vectorOf(STRING, ["a", null, "bc"]), vectorOf(INT, [1, 2, 70000])]);
  const refused = { code: "STATE_CORRUPT" };
  for (let length = 0; length < payload.length; length++) {
    assert.throws(() => unpackColumns(payload.subarray(0, length)), refused, `cut at ${length}`);
  }
  assert.throws(() => unpackColumns(Uint8Array.of(...payload, 0)), refused);
  for (const [at, byte] of [
    [0, 0],
    [12, 9],
    [13, 6],
    [13, 4],
    [14, 2],
  ] as const) {
    const damaged = payload.slice();
    damaged[at] = byte;
    assert.throws(() => unpackColumns(damaged), refused, `byte ${at}`);
  }
});

test("vectors sort as scalars compare", () => {
  fc.assert(
    fc.property(column, ({ type, values }) => {
      const compare = compareAt(vectorOf(type, values), type);
      for (let i = 0; i + 1 < values.length; i++) {
        const expected = Math.sign(compareScalars(values[i], values[i + 1], type));
        assert.equal(Math.sign(compare(i, i + 1)), expected);
      }
    }),
  );
});

test("order of values: NULL, numbers, NaN; texts by code point", () => {
  const numbers = [Number.NaN, 1, null, -Infinity, 0, Infinity];
  const sorted = numbers.toSorted((a, b) => compareScalars(a, b, DOUBLE));
  assert.deepEqual(sorted, [null, -Infinity, 0, 1, Infinity, Number.NaN]);
  assert.equal(compareScalars(-0, 0, DOUBLE), 0);
  assert.ok(compareScalars("\u{1F600}", "\uFF5E", STRING) > 0);
  assert.ok(compareScalars(2n ** 60n, 5, BIGINT) > 0);
});
