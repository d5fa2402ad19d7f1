import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBLE, INT, type SqlType } from "../common/types.ts";
import { vectorOf } from "./builders.ts";
import { groupRows } from "./row-groups.ts";
import { sortByNumber } from "./sort-by-number.ts";
import type { Scalar } from "./scalar.ts";

function groupsOf(types: readonly SqlType[], rows: readonly (readonly Scalar[])[]): number[] {
  const columns = types.map((type, c) =>
    vectorOf(
      type,
      rows.map((row) => row[c]),
    ),
  );
  return [...groupRows(columns, types, rows.length).of];
}

test("rows are equal as keys are: NaN is itself, -0 is 0, NULL is NULL", () => {
  const numbers = [
    [1, 0.5],
    [1, Number.NaN],
    [2, 0.5],
    [1, Number.NaN],
    [1, 0.5],
    [1, 0],
    [1, -0],
  ];
  assert.deepEqual(groupsOf([INT, DOUBLE], numbers), [0, 1, 2, 1, 0, 3, 3]);
  assert.deepEqual(groupsOf([INT, DOUBLE], [[null, 1], [1, null], [null, 1], ...numbers]).slice(0, 3), [0, 1, 0]);
});

test("many rows: as many groups as there are different rows", () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [i % 70, (i % 30) / 7]);
  const groups = groupsOf([INT, DOUBLE], rows);
  const first = new Map<string, number>();
  rows.forEach((row, i) => {
    const text = row.join();
    if (!first.has(text)) first.set(text, first.size);
    assert.equal(groups[i], first.get(text));
  });
});

test("indexes are sorted by their numbers, equal ones as given: near each other, far apart, and too far to be packed", () => {
  for (const scale of [1, 1e6, 1e14, -1e14]) {
    const numbers = Float64Array.from([5, 3, 5, -2, 3, 0], (n) => n * scale);
    const expected = [0, 1, 2, 3, 4, 5].sort((a, b) => numbers[a] - numbers[b]);
    assert.deepEqual([...sortByNumber(Int32Array.of(0, 1, 2, 3, 4, 5), numbers)], expected);
  }
});
