// The reference on answers known by hand, then the engine against it on the same queries.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { parseStatements } from "../../src/parser/index.ts";
import { bindStatement, MemoryCatalog, type PlannerSession } from "../../src/planner/index.ts";
import type { LogicalSink } from "../../src/planner/logical.ts";
import { defaultSettings } from "../../src/planner/settings.ts";
import { plannerSession } from "../helpers/plans.ts";
import { testTables } from "../../src/golden/rows-connector.ts";
import { query } from "../helpers/run-sql.ts";
import { evaluateReference, type InputRow } from "./evaluate-reference.ts";
import { keyText } from "./values.ts";

const TABLE = `CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND)
  WITH ('connector' = 'rows')`;

/** k, v, second. */
const ROWS: readonly (readonly [string | null, number | null, number])[] = [
  ["a", 1, 1],
  ["b", 2, 3],
  ["a", 3, 14],
  ["b", 4, 8],
  ["a", null, 11],
  ["a", 5, 16],
  [null, 6, 9],
  ["b", 1, 31],
  ["a", 7, 2],
];
const VALUES = ROWS.map(([k, v, second]): readonly Scalar[] => [k, v, second * 1000]);

function bound(
  sql: string,
  settings: Readonly<Record<string, string>>,
): { sink: LogicalSink; session: PlannerSession } {
  const base = plannerSession();
  const session = {
    ...base,
    catalog: new MemoryCatalog(),
    settings: new Map([...defaultSettings(), ["table.local-time-zone", "UTC"], ...Object.entries(settings)]),
  };
  const parsed = parseStatements({ name: "test", text: `${TABLE}; ${sql};` });
  assert.deepEqual(parsed.errors, []);
  const statements = parsed.statements.map((statement) => bindStatement(statement, session));
  const last = statements[statements.length - 1];
  assert.equal(last.kind, "select");
  return { sink: (last as Extract<typeof last, { kind: "select" }>).sink, session };
}

function reference(sql: string, settings: Readonly<Record<string, string>> = {}) {
  const { sink, session } = bound(sql, settings);
  const inputs = new Map([["t", VALUES.map((values): InputRow => ({ values }))]]);
  const result = evaluateReference([sink], inputs, session);
  return { ...result.sinks[0], late: result.late.get("t") ?? [], bad: result.bad.get("t") ?? [] };
}

test("TUMBLE: rows in arrival order, late by the watermark before them", () => {
  const { rows, late } = reference(
    "SELECT k, COUNT(*) AS n, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end",
  );
  assert.deepEqual(rows, [
    ["a", 1, 1],
    ["b", 1, 2],
    ["a", 3, 8],
    ["b", 1, 1],
  ]);
  assert.deepEqual(
    late.map(({ origin, isLateForAll }) => [origin?.index, isLateForAll]),
    [
      [3, true],
      [6, true],
      [8, true],
    ],
  );
});

test("HOP: a row late for one window counts in the next", () => {
  const { rows, late } = reference(
    "SELECT window_start, COUNT(*) AS n FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end",
  );
  assert.deepEqual(rows, [
    [-5000, 2],
    [0, 2],
    [5000, 4],
    [10_000, 3],
    [15_000, 1],
    [25_000, 1],
    [30_000, 1],
  ]);
  assert.deepEqual(
    late.map(({ origin, isLateForAll }) => [origin?.index, isLateForAll]),
    [
      [3, false],
      [6, false],
      [8, true],
    ],
  );
});

test("allowed lateness corrects what was written", () => {
  const sql =
    "SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end";
  const { changelog } = reference(sql, { "window.allowed-lateness": "10 s" });
  assert.deepEqual(
    changelog.slice(0, 5).map(({ kind, row }) => [kind, ...row]),
    [
      ["+I", 0, 2],
      ["-U", 0, 2],
      ["+U", 0, 3],
      ["-U", 0, 3],
      ["+U", 0, 4],
    ],
  );
});

test("GROUP BY, global aggregates, DISTINCT, ORDER BY and LIMIT", () => {
  assert.deepEqual(reference("SELECT k, COUNT(v) AS n, MAX(v) AS m FROM t GROUP BY k").rows, [
    [null, 1, 6],
    ["b", 3, 4],
    ["a", 4, 7],
  ]);
  assert.deepEqual(reference("SELECT COUNT(*) AS n, SUM(v) AS s FROM t WHERE v > 100").rows, [[0, null]]);
  assert.deepEqual(reference("SELECT DISTINCT k FROM t").rows, [["a"], ["b"], [null]]);
  assert.deepEqual(reference("SELECT v FROM t WHERE v IS NOT NULL ORDER BY v DESC LIMIT 2").rows, [[7], [6]]);
  assert.deepEqual(reference("SELECT v FROM t LIMIT 2 OFFSET 1").rows, [[2], [3]]);
});

test("a row that cannot be computed ends the query, or is bad", () => {
  assert.throws(() => reference("SELECT 10 / (v - 1) AS q FROM t"), /zero/i);
  const { rows, bad } = reference("SELECT 10 / (v - 1) AS q FROM t", { "execution.on-error": "skip" });
  assert.equal(rows.length, 7);
  assert.deepEqual(
    bad.map((row) => row.origin?.index),
    [0, 7],
  );
});

const QUERIES = [
  "SELECT k, UPPER(k) AS u, v + 1 AS w FROM t WHERE v > 1 OR k = 'a'",
  "SELECT k, window_end, COUNT(*) AS n, AVG(v) AS a, MIN(v) AS lo FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) WHERE v IS NOT NULL GROUP BY k, window_start, window_end",
  "SELECT window_start, COUNT(DISTINCT k) AS d, SUM(v) FILTER (WHERE k = 'a') AS s FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '15' SECOND) GROUP BY window_start, window_end",
  "SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND) WHERE v = 3",
  "SELECT k, COUNT(*) AS n, SUM(v) AS s FROM t GROUP BY k HAVING COUNT(*) > 1",
  "SELECT n, COUNT(*) AS m FROM (SELECT k, COUNT(*) AS n FROM t GROUP BY k) GROUP BY n",
  "SELECT COUNT(*) AS n, MAX(v) AS m FROM t",
  "SELECT DISTINCT k FROM t",
  "SELECT k, MEDIAN(v) AS m, FIRST_VALUE(v) AS f, LAST_VALUE(v) AS l, BIT_OR(v) AS o FROM t GROUP BY k",
  "SELECT window_start, LISTAGG(k) AS ks, ARRAY_AGG(v) AS vs, ARG_MAX(k, v) AS top FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end",
  "SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY v DESC) AS p, COLLECT(k) AS c FROM t",
  "SELECT k, v FROM t UNION ALL SELECT 'x', 1",
  "SELECT k, v, ts FROM t ORDER BY v DESC, ts LIMIT 4",
  "SELECT k, v FROM t LIMIT 3 OFFSET 1",
  "SELECT window_end, SUM(n) AS n FROM TUMBLE(TABLE (SELECT k, COUNT(*) AS n, window_time FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end, window_time), DESCRIPTOR(window_time), INTERVAL '10' SECOND) GROUP BY window_start, window_end",
];

for (const sql of QUERIES) {
  test(`the engine answers as the reference: ${sql.slice(0, 90)}`, async () => {
    const expected = reference(sql).rows.map(keyText).sort();
    for (const batchRowsMax of [1, 1000]) {
      for (const optimize of [true, false]) {
        const tables = testTables();
        tables.inputs.set(
          "t",
          VALUES.map((values) => ({ kind: "+I", values })),
        );
        const settings = { "table.local-time-zone": "UTC" };
        const result = await query(sql, { setup: [TABLE], tables, settings, batchRowsMax, optimize });
        assert.equal(result.error, null);
        assert.deepEqual(result.rows.map(keyText).sort(), expected);
      }
    }
  });
}
