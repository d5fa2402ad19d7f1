import assert from "node:assert/strict";
import { test } from "node:test";
import { vectorOf } from "../columnar/builders.ts";
import { type ChangeBatch, KIND_TEXTS, NO_STEPS } from "../columnar/change-batch.ts";
import type { Scalar } from "../columnar/scalar.ts";
import { DOUBLE, INT, STRING } from "../common/types.ts";
import { FoldedRows } from "./fold.ts";

const COLUMNS = [
  { name: "k", type: STRING },
  { name: "n", type: INT },
];

function batch(...changes: readonly (readonly [(typeof KIND_TEXTS)[number], Scalar, Scalar])[]): ChangeBatch {
  return {
    rowCount: changes.length,
    columns: [
      vectorOf(
        STRING,
        changes.map((c) => c[1]),
      ),
      vectorOf(
        INT,
        changes.map((c) => c[2]),
      ),
    ],
    kinds: Uint8Array.from(changes, ([kind]) => KIND_TEXTS.indexOf(kind)),
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
}

test("with a key a change replaces the row of its key, at its place", () => {
  const rows = new FoldedRows(COLUMNS, [0]);
  rows.apply(batch(["+I", "a", 1], ["+I", "b", 2], ["-U", "a", 1], ["+U", "a", 3], ["+I", null, 9]));
  rows.apply(batch(["-D", "b", 2], ["+I", "c", 4]));
  assert.deepEqual(rows.rows(), [
    ["a", 3],
    [null, 9],
    ["c", 4],
  ]);
});

test("without a key equal rows are counted, also when they came before the first retraction", () => {
  const rows = new FoldedRows(COLUMNS, null);
  rows.apply(batch(["+I", "a", 1], ["+I", "a", 1], ["+I", "b", 2]));
  rows.apply(batch(["-D", "a", 1]));
  assert.deepEqual(rows.rows(), [
    ["a", 1],
    ["b", 2],
  ]);
});

test("NULL and the text N, -0 and 0, NaN and NaN are told apart or not as SQL does", () => {
  const rows = new FoldedRows([{ name: "d", type: DOUBLE }], null);
  const one = (kind: number, value: Scalar): ChangeBatch => ({
    ...batch(["+I", "", 0]),
    columns: [vectorOf(DOUBLE, [value])],
    kinds: Uint8Array.of(kind),
  });
  rows.apply(one(0, Number.NaN));
  rows.apply(one(0, -0));
  rows.apply(one(3, 0));
  rows.apply(one(3, Number.NaN));
  assert.deepEqual(rows.rows(), []);
  const texts = new FoldedRows(COLUMNS, null);
  texts.apply(batch(["+I", "N", 1], ["+I", null, 1], ["-D", null, 1]));
  assert.deepEqual(texts.rows(), [["N", 1]]);
});

test("a row that is not there cannot be taken back", () => {
  const rows = new FoldedRows(COLUMNS, [0]);
  assert.throws(() => rows.apply(batch(["-D", "a", 1])), { code: "DATA_UNKNOWN_RETRACTION" });
});

test("the rows as a batch", () => {
  const rows = new FoldedRows(COLUMNS, null);
  rows.apply({ ...batch(["+I", "a", 1], ["+I", "b", 2]), selection: Int32Array.of(1) });
  const folded = rows.toBatch();
  assert.equal(folded.rowCount, 1);
  const again = new FoldedRows(COLUMNS, null);
  again.apply(folded);
  assert.deepEqual(again.rows(), [["b", 2]]);
});
