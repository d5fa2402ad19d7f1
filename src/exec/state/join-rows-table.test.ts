import assert from "node:assert/strict";
import { test } from "node:test";
import { vectorOf } from "../../columnar/builders.ts";
import { rowScalars } from "../../columnar/read.ts";
import { INT, STRING } from "../../common/types.ts";
import { JoinKeys } from "./join-keys.ts";
import { NONE } from "./join-rows.ts";
import { JoinRowsTable } from "./join-rows-table.ts";

const TYPES = [INT, STRING];

function table(): JoinRowsTable {
  return new JoinRowsTable("left", TYPES, [0], new JoinKeys([INT], [false]));
}

function assign(to: JoinRowsTable, values: readonly (readonly [number | null, string])[]): Int32Array {
  const columns = [
    vectorOf(
      INT,
      values.map(([k]) => k),
    ),
    vectorOf(
      STRING,
      values.map(([, text]) => text),
    ),
  ];
  const places = Int32Array.from(values.keys());
  const rows = new Int32Array(values.length);
  to.assign(columns, places, rows, new Int32Array(values.length));
  return rows;
}

function add(to: JoinRowsTable, values: readonly (readonly [number | null, string])[]): void {
  for (const row of assign(to, values)) to.add(row);
}

function remove(from: JoinRowsTable, values: readonly (readonly [number | null, string])[]): void {
  for (const row of assign(from, values)) from.remove(row);
}

function contents(of: JoinRowsTable): unknown[] {
  const rows = of.liveRows();
  const columns = of.read(rows, rows.length);
  return Array.from(rows, (row, i) => [...rowScalars(columns, TYPES, i), of.counts[row], of.matches[row]]);
}

/** The rows of a key by its chain. */
function chain(of: JoinRowsTable, k: number): unknown[] {
  const [row] = assign(of, [[k, "?"]]);
  const rows: number[] = [];
  for (let at = of.firstOf(of.keyOf(row)); at !== NONE; at = of.next[at]) rows.push(at);
  const columns = of.read(Int32Array.from(rows), rows.length);
  return rows.map((_, i) => rowScalars(columns, TYPES, i)[1]);
}

test("equal rows are counted; what went and came back stands last", () => {
  const rows = table();
  add(rows, [
    [1, "a"],
    [1, "b"],
    [1, "a"],
    [2, "c"],
  ]);
  assert.deepEqual(contents(rows), [
    [1, "a", 2, 0],
    [1, "b", 1, 0],
    [2, "c", 1, 0],
  ]);
  remove(rows, [
    [1, "a"],
    [1, "a"],
  ]);
  add(rows, [[1, "a"]]);
  assert.deepEqual(chain(rows, 1), ["b", "a"]);
});

test("rows and their order survive when most others are freed", () => {
  const rows = table();
  const many = Array.from({ length: 5000 }, (_, i) => [i % 50, `x${i}`] as const);
  add(rows, [[7, "first"]]);
  add(rows, many);
  add(rows, [[7, "last"]]);
  rows.discardDelta();
  remove(rows, many);
  rows.discardDelta();
  assert.equal(rows.tidy(), true, "rows were renumbered");
  assert.deepEqual(contents(rows), [
    [7, "first", 1, 0],
    [7, "last", 1, 0],
  ]);
  assert.deepEqual(chain(rows, 7), ["first", "last"]);
  remove(rows, [[7, "first"]]);
  assert.deepEqual(chain(rows, 7), ["last"]);
});

test("deltas restore rows, counts, matches and order", () => {
  const rows = table();
  const restored = table();
  const save = (): void => {
    const delta = rows.takeDelta();
    if (delta !== null) restored.restore("delta", delta);
    rows.tidy();
    assert.deepEqual(contents(restored), contents(rows));
    assert.deepEqual(chain(restored, 1), chain(rows, 1));
  };
  add(rows, [
    [1, "a"],
    [1, "b"],
    [null, "n"],
  ]);
  save();
  const [a] = assign(rows, [[1, "a"]]);
  rows.matches[a] = 3;
  rows.markDirty(a);
  save();
  remove(rows, [[1, "a"]]);
  add(rows, [
    [1, "a"],
    [1, "c"],
  ]);
  save();
  remove(rows, [[1, "b"]]);
  save();
  const again = table();
  again.restore("snapshot", rows.takeSnapshot());
  assert.deepEqual(contents(again), contents(rows));
});

test("padded rows read as NULL, with or without real rows beside them", () => {
  const rows = table();
  add(rows, [[1, "a"]]);
  const columns = rows.read(Int32Array.of(NONE, 0, NONE), 3);
  assert.deepEqual(
    [0, 1, 2].map((i) => rowScalars(columns, TYPES, i)),
    [
      [null, null],
      [1, "a"],
      [null, null],
    ],
  );
  const none = rows.read(Int32Array.of(NONE), 1);
  assert.deepEqual(rowScalars(none, TYPES, 0), [null, null]);
});
