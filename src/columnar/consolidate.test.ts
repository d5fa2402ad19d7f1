import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Column, INT, STRING } from "../common/types.ts";
import { vectorOf } from "./builders.ts";
import { type ChangeBatch, DELETE, INSERT, KIND_TEXTS, NO_STEPS, UPDATE_AFTER, UPDATE_BEFORE } from "./change-batch.ts";
import { consolidateKeys, consolidateRows } from "./consolidate.ts";
import { compact } from "./gather.ts";
import { rowScalars } from "./read.ts";

const COLUMNS: readonly Column[] = [
  { name: "k", type: STRING },
  { name: "v", type: INT },
];
const TYPES = COLUMNS.map((column) => column.type);

type Change = readonly [kind: number, k: string, v: number];

function batchOf(changes: readonly Change[]): ChangeBatch {
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
    kinds: Uint8Array.from(changes, (c) => c[0]),
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
}

function changesOf(batch: ChangeBatch): Change[] {
  return Array.from({ length: batch.rowCount }, (_, i) => {
    const [k, v] = rowScalars(batch.columns, TYPES, i);
    return [batch.kinds?.[i] ?? INSERT, k as string, v as number];
  });
}

const texts = (batch: ChangeBatch) => changesOf(batch).map(([kind, k, v]) => `${KIND_TEXTS[kind]} ${k} ${v}`);

/** Row counts after the changes, rows that are even left out. */
function folded(changes: readonly Change[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [kind, k, v] of changes) {
    const row = `${k} ${v}`;
    const count = (counts.get(row) ?? 0) + (kind === INSERT || kind === UPDATE_AFTER ? 1 : -1);
    if (count === 0) counts.delete(row);
    else counts.set(row, count);
  }
  return counts;
}

/** A changelog with one row per key: what a keyed result emits, starting from `rows`. */
const keyed = fc
  .record({
    start: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 2 })),
    targets: fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.option(fc.integer({ min: 0, max: 2 }))), {
      maxLength: 12,
    }),
  })
  .map(({ start, targets }) => {
    const rows = new Map(Object.entries(start));
    const changes: Change[] = [];
    for (const [k, v] of targets) {
      const old = rows.get(k);
      if (v === null) {
        if (old !== undefined) changes.push([DELETE, k, old]);
        rows.delete(k);
      } else {
        if (old !== undefined) changes.push([UPDATE_BEFORE, k, old]);
        changes.push([old === undefined ? INSERT : UPDATE_AFTER, k, v]);
        rows.set(k, v);
      }
    }
    return changes;
  });

test("by row: the fold stays, and no row is both added and removed", () => {
  fc.assert(
    fc.property(keyed, (changes) => {
      const result = changesOf(consolidateRows(batchOf(changes), COLUMNS));
      assert.deepEqual(new Map([...folded(result)].sort()), new Map([...folded(changes)].sort()));
      const sum = [...folded(result).values()].reduce((total, count) => total + Math.abs(count), 0);
      assert.equal(result.length, sum);
      result.forEach(([kind], i) => {
        if (kind === UPDATE_BEFORE) assert.equal(result[i + 1][0], UPDATE_AFTER);
        if (kind === UPDATE_AFTER) assert.equal(result[i - 1][0], UPDATE_BEFORE);
      });
    }),
  );
});

test("by key: the fold stays, at most one change per key, kinds say what it was before", () => {
  fc.assert(
    fc.property(keyed, (changes) => {
      const result = changesOf(consolidateKeys(batchOf(changes), COLUMNS, [0]));
      assert.deepEqual(new Map([...folded(result)].sort()), new Map([...folded(changes)].sort()));
      for (const key of ["a", "b", "c"]) {
        const kinds = result.filter(([, k]) => k === key).map(([kind]) => KIND_TEXTS[kind]);
        assert.ok(["", "+I", "-D", "-U,+U"].includes(kinds.join()), kinds.join());
      }
      // Without the old rows, as an upsert changelog: the same last word for each key.
      const upserts = changes.filter(([kind]) => kind !== UPDATE_BEFORE);
      const last = new Map(upserts.map((change) => [change[1], change]));
      const ends = changesOf(consolidateKeys(batchOf(upserts), COLUMNS, [0]));
      for (const [kind, k, v] of ends.filter(([kind]) => kind !== UPDATE_BEFORE)) {
        assert.equal(kind === DELETE, last.get(k)?.[0] === DELETE);
        if (kind !== DELETE) assert.equal(v, last.get(k)?.[2]);
      }
    }),
  );
});

test("a removal without its old row is not lost", () => {
  const upserts = batchOf([
    [UPDATE_AFTER, "a", 1],
    [DELETE, "a", 1],
    [INSERT, "b", 1],
    [UPDATE_AFTER, "b", 2],
    [INSERT, "c", 1],
    [DELETE, "c", 1],
  ]);
  assert.deepEqual(texts(consolidateKeys(upserts, COLUMNS, [0])), ["-D a 1", "+I b 2"]);
});

test("compaction renumbers steps, origins and arrivals", () => {
  const batch: ChangeBatch = {
    ...batchOf([
      [INSERT, "a", 0],
      [INSERT, "b", 1],
      [INSERT, "c", 2],
      [INSERT, "d", 3],
    ]),
    selection: Int32Array.of(1, 3),
    steps: { rows: Int32Array.of(1, 2, 3, 4), marks: Float64Array.of(10, 20, 30, 40), count: 4 },
    origin: {
      table: "t",
      runs: [
        { firstRow: 0, split: "x" },
        { firstRow: 2, split: "y" },
      ],
      offsets: Float64Array.of(0, 5, 0, 7),
    },
    arrival: Float64Array.of(0, 2, 4, 6),
  };
  const result = compact(batch);
  assert.deepEqual(texts(result), ["+I b 1", "+I d 3"]);
  const { rows, marks, count } = result.steps;
  assert.deepEqual(
    [[...rows.slice(0, count)], [...marks.slice(0, count)]],
    [
      [0, 1, 2],
      [10, 30, 40],
    ],
  );
  assert.deepEqual(result.origin?.runs, [
    { firstRow: 0, split: "x" },
    { firstRow: 1, split: "y" },
  ]);
  assert.deepEqual([...(result.origin?.offsets ?? []), ...(result.arrival ?? [])], [5, 7, 2, 6]);
});
