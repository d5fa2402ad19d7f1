import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BIGINT, BOOLEAN, decimal, DOUBLE, INT, type SqlType, STRING } from "../common/types.ts";
import { vectorOf } from "./builders.ts";
import { keyText } from "./compare.ts";
import { KeyTable } from "./key-table.ts";
import { rowScalars } from "./read.ts";
import type { Scalar } from "./scalar.ts";

const identity = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

const VALUES: readonly [SqlType, fc.Arbitrary<Scalar>][] = [
  [INT, fc.integer({ min: -20, max: 20 })],
  [INT, fc.integer()],
  [BOOLEAN, fc.boolean()],
  [DOUBLE, fc.oneof(fc.constantFrom(0, -0, Number.NaN, Infinity, 0.5, 1, 1e300), fc.double())],
  [
    BIGINT,
    fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n)),
  ],
  [decimal(38, 0), fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(10n ** 37n, -(10n ** 37n), 2n ** 60n))],
  [STRING, fc.oneof(fc.constantFrom("", "a", "aa", "ab", "ä", "日本"), fc.string({ maxLength: 9 }))],
  [{ kind: "ARRAY", element: INT, nullable: true }, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 })],
];

function arbitraryKeys(): fc.Arbitrary<{ types: SqlType[]; rows: Scalar[][] }> {
  return fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }).chain((columns) =>
    fc.record({
      types: fc.constant(columns.map(([type]) => type)),
      rows: fc.array(fc.tuple(...columns.map(([, values]) => fc.option(values, { freq: 6 }))), { maxLength: 200 }),
    }),
  );
}

function columnsOf(types: readonly SqlType[], rows: readonly (readonly Scalar[])[]) {
  return types.map((type, c) =>
    vectorOf(
      type,
      rows.map((row) => row[c]),
    ),
  );
}

test("groups are those of a Map by key, numbered by first arrival, in any batching", () => {
  fc.assert(
    fc.property(arbitraryKeys(), fc.integer({ min: 1, max: 60 }), ({ types, rows }, size) => {
      const table = new KeyTable(types);
      const known = new Map<string, number>();
      for (let from = 0; from < rows.length; from += size) {
        const part = rows.slice(from, from + size);
        const columns = columnsOf(types, part);
        const out = new Int32Array(part.length);
        table.find(columns, identity(part.length), part.length, out);
        part.forEach((row, i) => {
          assert.equal(out[i], known.get(keyText(row)) ?? -1);
        });
        table.lookup(columns, identity(part.length), part.length, out);
        part.forEach((row, i) => {
          const key = keyText(row);
          if (!known.has(key)) known.set(key, known.size);
          assert.equal(out[i], known.get(key));
        });
      }
      assert.equal(table.groupCount, known.size);
      const keys = table.keys(identity(known.size), known.size);
      const texts = [...known.keys()];
      for (let g = 0; g < known.size; g++) assert.equal(keyText(rowScalars(keys, types, g)), texts[g]);
    }),
  );
});

test("freed keys are gone, come back at the end, and compaction keeps the order of the live ones", () => {
  fc.assert(
    fc.property(arbitraryKeys(), fc.infiniteStream(fc.boolean()), ({ types, rows }, coin) => {
      const table = new KeyTable(types);
      const columns = columnsOf(types, rows);
      const out = new Int32Array(rows.length);
      const all = identity(rows.length);
      table.lookup(columns, all, rows.length, out);
      const freed = identity(table.groupCount).filter(() => coin.next().value);
      const before = table.groupCount;
      const live = before - freed.length;
      table.free(freed, freed.length);
      assert.equal(table.liveCount, live);
      const found = new Int32Array(rows.length);
      table.find(columns, all, rows.length, found);
      rows.forEach((_, i) => {
        assert.equal(found[i], freed.includes(out[i]) ? -1 : out[i]);
      });
      const map = table.compactNow();
      assert.equal(table.groupCount, live);
      const kept = [...map].filter((group) => group >= 0);
      assert.deepEqual(kept, [...identity(live)]);
      table.find(columns, all, rows.length, found);
      rows.forEach((_, i) => {
        assert.equal(found[i], map[out[i]]);
      });
      table.lookup(columns, all, rows.length, found);
      assert.equal(table.groupCount, before);
      table.free(identity(before), before);
      assert.equal(table.liveCount, 0);
      table.lookup(columns, all, rows.length, found);
      assert.equal(table.liveCount, before);
      assert.deepEqual(
        [...table.liveGroups()],
        [...identity(before)].map((g) => g + before),
      );
    }),
  );
});

test("rebuilds only when freed groups outnumber live ones", () => {
  const table = new KeyTable([INT, STRING]);
  const rows = Array.from({ length: 5000 }, (_, i) => [i, `k${i % 7}`] as const);
  const columns = columnsOf([INT, STRING], rows);
  table.lookup(columns, identity(5000), 5000, new Int32Array(5000));
  table.free(identity(2500), 2500);
  assert.equal(table.compactMap(), null);
  table.free(Int32Array.of(2500), 1);
  const map = table.compactMap();
  assert.equal(map?.[2501], 0);
  assert.equal(table.groupCount, 2499);
});

test("a table without key columns has one group", () => {
  const table = new KeyTable([]);
  const out = new Int32Array(2);
  table.find([], identity(2), 2, out);
  assert.deepEqual([...out], [-1, -1]);
  table.lookup([], identity(2), 2, out);
  assert.deepEqual([...out, table.groupCount], [0, 0, 1]);
  table.free(Int32Array.of(0), 1);
  assert.equal(table.liveCount, 0);
  table.find([], identity(2), 2, out);
  assert.deepEqual([...out], [-1, -1]);
});

test("tables that grow, lose keys and are rebuilt agree with a Map all along", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 4294967296) * below);
  };
  const makers: readonly [readonly SqlType[], (n: number) => readonly Scalar[]][] = [
    [[INT], (n) => [n - 9000]],
    [[BIGINT], (n) => [n % 5 === 0 ? 2n ** 60n + BigInt(n) : n * 1e6]],
    [[DOUBLE], (n) => [n / 8]],
    [[STRING], (n) => [`sensor-${n}`]],
    [[INT, STRING], (n) => [n % 97, `k${n % 211}`]],
    [[INT, BOOLEAN, STRING], (n) => [n % 97, n % 2 === 0, n % 3 === 0 ? null : `k${n % 211}`]],
  ];
  for (const [types, keyFor] of makers) {
    const table = new KeyTable(types);
    let groups = new Map<string, number>();
    for (let round = 0; round < 30; round++) {
      const rows = Array.from({ length: 1000 }, () => keyFor(random(18000)));
      const out = new Int32Array(rows.length);
      let next = table.groupCount;
      table.lookup(columnsOf(types, rows), identity(rows.length), rows.length, out);
      rows.forEach((row, i) => {
        const key = keyText(row);
        if (!groups.has(key)) groups.set(key, next++);
        assert.equal(out[i], groups.get(key));
      });
      const gone = [...groups].filter(() => random(5) < 2);
      for (const [key] of gone) groups.delete(key);
      table.free(
        Int32Array.from(gone, ([, group]) => group),
        gone.length,
      );
      const map = table.compactMap();
      if (map !== null) groups = new Map([...groups].map(([key, group]) => [key, map[group]]));
      assert.equal(table.liveCount, groups.size);
    }
  }
});
