import assert from "node:assert/strict";
import { test } from "node:test";
import { RowStore } from "./row-store.ts";

function filled(count: number, rowsMax?: number): RowStore {
  const store = new RowStore(rowsMax);
  for (let i = 0; i < count; i++) store.append([String(i), `row "${i}" ü\n`]);
  return store;
}

function numbers(store: RowStore, from: number, to: number): readonly number[] {
  return store.rows(from, to).map(([number, text]) => {
    assert.equal(text, `row "${number}" ü\n`);
    return Number(number);
  });
}

test("rows come back from any place, in memory and from files", () => {
  const store = filled(200_000);
  assert.equal(store.count, 200_000);
  for (const from of [0, 255, 256, 65_535, 65_536, 131_000, 199_990]) {
    assert.deepEqual(numbers(store, from, from + 5), [from, from + 1, from + 2, from + 3, from + 4]);
  }
  assert.deepEqual(numbers(store, 199_998, 300_000), [199_998, 199_999]);
  store.close();
});

test("with a limit the oldest rows go, never the last ones", () => {
  const store = filled(300_000, 100_000);
  assert.ok(store.first > 0 && store.count - store.first >= 100_000 && store.count - store.first < 200_000);
  assert.deepEqual(numbers(store, 0, store.first + 2), [store.first, store.first + 1]);
  assert.deepEqual(numbers(store, 299_999, 300_000), [299_999]);
  store.close();
});
