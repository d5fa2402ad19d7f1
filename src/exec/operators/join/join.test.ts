// Joins against what they mean: random inserts and deletes on both sides, in random batches, must leave what a join of the rows that
// remain gives; every change on the way must take back only rows that are there.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { query } from "../../../../test/helpers/run-sql.ts";
import { type TestChange, testTables } from "../../../golden/rows-connector.ts";

type Row = readonly [k: number | null, v: number];

const SETUP = [
  "CREATE TABLE l (k INT, v INT) WITH ('connector' = 'rows', 'changelog-mode' = 'retract')",
  "CREATE TABLE r (k INT, v INT) WITH ('connector' = 'rows', 'changelog-mode' = 'retract')",
];

const matches = ([a, v]: Row, [b, w]: Row): boolean => a !== null && a === b && v + w < 5;

const pairs = (left: readonly Row[], right: readonly Row[]): unknown[][] =>
  left.flatMap((l) => right.filter((r) => matches(l, r)).map((r) => [...l, ...r]));
const alone = (rows: readonly Row[], others: readonly Row[], isMatch: (a: Row, b: Row) => boolean): Row[] =>
  rows.filter((row) => !others.some((other) => isMatch(row, other)));
const padRight = (left: readonly Row[], right: readonly Row[]): unknown[][] =>
  alone(left, right, matches).map((l) => [...l, null, null]);
const padLeft = (left: readonly Row[], right: readonly Row[]): unknown[][] =>
  alone(right, left, (r, l) => matches(l, r)).map((r) => [null, null, ...r]);

const on = "ON l.k = r.k AND l.v + r.v < 5";
const CASES: readonly { sql: string; expected: (left: readonly Row[], right: readonly Row[]) => unknown[][] }[] = [
  { sql: `SELECT l.k, l.v, r.k AS rk, r.v AS rv FROM l JOIN r ${on}`, expected: pairs },
  {
    sql: `SELECT l.k, l.v, r.k AS rk, r.v AS rv FROM l LEFT JOIN r ${on}`,
    expected: (left, right) => [...pairs(left, right), ...padRight(left, right)],
  },
  {
    sql: `SELECT l.k, l.v, r.k AS rk, r.v AS rv FROM l RIGHT JOIN r ${on}`,
    expected: (left, right) => [...pairs(left, right), ...padLeft(left, right)],
  },
  {
    sql: `SELECT l.k, l.v, r.k AS rk, r.v AS rv FROM l FULL JOIN r ${on}`,
    expected: (left, right) => [...pairs(left, right), ...padRight(left, right), ...padLeft(left, right)],
  },
  {
    sql: "SELECT k, v FROM l WHERE EXISTS (SELECT 1 FROM r WHERE r.k = l.k AND l.v + r.v < 5)",
    expected: (left, right) => left.filter((l) => right.some((r) => matches(l, r))).map((l) => [...l]),
  },
  {
    sql: "SELECT k, v FROM l WHERE NOT EXISTS (SELECT 1 FROM r WHERE r.k = l.k AND l.v + r.v < 5)",
    expected: (left, right) => alone(left, right, matches).map((l) => [...l]),
  },
  {
    sql: "SELECT k, v FROM l WHERE k NOT IN (SELECT k FROM r)",
    expected: (left, right) =>
      left
        .filter(([k]) => right.length === 0 || (k !== null && right.every(([other]) => other !== null && other !== k)))
        .map((l) => [...l]),
  },
  {
    sql: "SELECT k, v, (SELECT COUNT(*) FROM r WHERE r.k = l.k) AS n FROM l",
    expected: (left, right) =>
      left.map(([k, v]) => [k, v, right.filter(([other]) => k !== null && other === k).length]),
  },
];

/** Inserts, and deletes of rows that are there. */
const changes = fc
  .array(fc.tuple(fc.boolean(), fc.option(fc.integer({ min: 0, max: 2 })), fc.integer({ min: 0, max: 3 })), {
    maxLength: 14,
  })
  .map((steps) => {
    const live: Row[] = [];
    const made: TestChange[] = [];
    for (const [isDelete, k, v] of steps) {
      if (!isDelete || live.length === 0) {
        live.push([k, v]);
        made.push({ kind: "+I", values: [k, v] });
        continue;
      }
      const [gone] = live.splice(v % live.length, 1);
      made.push({ kind: "-D", values: [...gone] });
    }
    return { live, made };
  });

const texts = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

for (const { sql, expected } of CASES) {
  test(sql, async () => {
    await fc.assert(
      fc.asyncProperty(
        changes,
        changes,
        fc.constantFrom(1, 3, 100),
        fc.boolean(),
        async (l, r, batchRowsMax, isMixed) => {
          const tables = testTables();
          tables.inputs.set("l", l.made);
          tables.inputs.set("r", r.made);
          tables.rowBytes = isMixed ? 64 * 1024 : 1;
          const result = await query(sql, { setup: SETUP, tables, batchRowsMax });
          assert.equal(result.error, null);
          assert.deepEqual(texts(result.rows), texts(expected(l.live, r.live)));
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });
}
