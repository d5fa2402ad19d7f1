// Random aggregates, groups and windows against DuckDB: rows in order and no delay, so nothing is late, and windows are
// plain arithmetic: TUMBLE and HOP are a join with the starts of windows. What the two dialects mean differently is kept
// out (AVG and integer division of integers, text of numbers) or cast.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { holdsFor } from "../property/check-property.ts";
import type { LaneRow } from "../property/lanes-connector.ts";
import { runEngine } from "../property/outcomes.ts";
import { printable, type RandomCase } from "../property/random-cases.ts";
import { COLUMNS, cells, times } from "../property/random-values.ts";
import { Referee } from "./referee.ts";

interface Pair {
  readonly ours: string;
  readonly theirs: string;
}

function same(...texts: readonly string[]): fc.Arbitrary<Pair> {
  return fc.constantFrom(...texts).map((text) => ({ ours: text, theirs: text }));
}

const filter = fc.constantFrom(
  "",
  "",
  "",
  " FILTER (WHERE i > 0)",
  " FILTER (WHERE o)",
  " FILTER (WHERE s LIKE '%a%')",
);
const calls: fc.Arbitrary<Pair> = fc
  .tuple(
    fc.oneof(
      same(
        "COUNT(*)",
        "COUNT(s)",
        "COUNT(DISTINCT i)",
        "COUNT(DISTINCT s)",
        "COUNT(DISTINCT d)",
        "COUNT(DISTINCT m)",
        "COUNT(DISTINCT a)",
      ),
      same("MIN(i)", "MAX(b)", "MIN(d)", "MAX(d)", "MIN(m)", "MAX(s)", "MIN(s)", "MAX(a)", "MIN(a)"),
      same(
        "BOOL_AND(o)",
        "BOOL_OR(o)",
        "BIT_AND(i)",
        "BIT_OR(b)",
        "BIT_XOR(i)",
        "VAR_POP(i)",
        "VAR_SAMP(i)",
        "STDDEV_POP(i)",
      ),
      same(
        "SUM(m)",
        "SUM(DISTINCT m)",
        "SUM(d)",
        "AVG(d)",
        "SUM(CAST(i AS BIGINT))",
        "SUM(DISTINCT CAST(i AS BIGINT))",
        "SUM(CAST(b AS DECIMAL(38, 0)))",
      ),
    ),
    filter,
  )
  .map(([pair, f]) => ({ ours: pair.ours + f, theirs: pair.theirs + f }));

const keys = fc.uniqueArray(
  fc.constantFrom("i", "b", "s", "o", "a", "m", "d", "CHAR_LENGTH(s)", "UPPER(s)", "COALESCE(i, 0)"),
  {
    maxLength: 3,
  },
);
const where = fc.constantFrom(
  "",
  "",
  " WHERE i IS NOT NULL",
  " WHERE i > 0 OR s = 'a'",
  " WHERE NOT o",
  " WHERE d < 3 AND m >= 0",
  " WHERE s IN ('a', 'b', NULL)",
  " WHERE i NOT IN (1, 2)",
  " WHERE b BETWEEN 0 AND 9007199254740992",
);
const having = fc.constantFrom(
  "",
  "",
  "",
  " HAVING COUNT(*) > 1",
  " HAVING MAX(i) > 2",
  " HAVING COUNT(DISTINCT s) < 2",
);
const windows = fc.constantFrom<readonly [slide: number, size: number, offset: number]>(
  [5, 5, 0],
  [7, 7, 2],
  [5, 10, 0],
  [2, 6, 1],
  [3, 10, 0],
  [5, 3, 0],
);

interface Both {
  readonly one: RandomCase;
  readonly theirs: string;
}

const rows = fc
  .array(fc.tuple(cells, times), { maxLength: 40 })
  .map((list) =>
    [...list]
      .sort((a, b) => a[1] - b[1])
      .map(([values, ms]): LaneRow => ({ lane: "l0", kind: "+I", values: [...values, ms] })),
  );

function theirKey(key: string): string {
  return key.replace("CHAR_LENGTH", "LENGTH");
}

const cases: fc.Arbitrary<Both> = fc
  .tuple(
    rows,
    fc.option(windows, { nil: null, freq: 2 }),
    keys,
    fc.array(calls, { minLength: 1, maxLength: 4 }),
    where,
    having,
  )
  .map(([list, window, by, columns, w, h]) => {
    const ours = columns.map((pair, i) => `${pair.ours} AS c${i}`);
    const theirs = columns.map((pair, i) => `${pair.theirs} AS c${i}`);
    const bounds = window === null ? [] : ["window_start", "window_end"];
    const group = (list: readonly string[]) => (list.length === 0 ? "" : ` GROUP BY ${list.join(", ")}`);
    const isHaving = by.length + bounds.length > 0 ? h : "";
    const one: RandomCase = {
      sql: `SELECT ${[...by.map((k, i) => `${k} AS k${i}`), ...bounds, ...ours].join(", ")} FROM ${window === null ? "t" : ourWindow(window)}${w}${group([...by, ...bounds])}${isHaving}`,
      mayEndEarly: false,
      isOrdered: false,
      takesChanges: false,
      setup: [
        `CREATE TABLE t (${COLUMNS.map((c) => `${c.name} ${c.sqlType}`).join(", ")}, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'lanes')`,
      ],
      settings: { "table.local-time-zone": "UTC" },
      tables: new Map([["t", list]]),
    };
    const theirBounds = bounds.map((bound) => `${bound}`);
    const sql = `SELECT ${[...by.map((k, i) => `${theirKey(k)} AS k${i}`), ...theirBounds, ...theirs].join(", ")} FROM ${window === null ? "t" : theirWindow(window)}${w}${group([...by.map(theirKey), ...theirBounds])}${isHaving}`;
    return { one: printable(one), theirs: sql, [fc.toStringMethod]: () => `${printedCase(one)}\nDuckDB: ${sql}` };
  });

function printedCase(one: RandomCase): string {
  return fc.stringify(printable(one));
}

function ourWindow([slide, size, offset]: readonly [number, number, number]): string {
  const of = (seconds: number) => `INTERVAL '${seconds}' SECOND`;
  if (slide === size) return `TUMBLE(TABLE t, DESCRIPTOR(ts), ${of(size)}, ${of(offset)})`;
  return `HOP(TABLE t, DESCRIPTOR(ts), ${of(slide)}, ${of(size)}, ${of(offset)})`;
}

/** Starts of all windows that may hold a row, in milliseconds, joined by range. */
function theirWindow([slide, size, offset]: readonly [number, number, number]): string {
  return `(SELECT t.*, w.start AS window_start, w.start + ${size * 1000} AS window_end FROM t JOIN (SELECT (n * ${slide} + ${offset}) * 1000 AS start FROM range(-60, 60) r(n)) w ON t.ts >= w.start AND t.ts < w.start + ${size * 1000})`;
}

const referee = await Referee.open();
after(() => referee.close());

test("random aggregates and windows are DuckDB's", () =>
  holdsFor(150, cases, async ({ one, theirs }) => {
    await referee.fill(
      "t",
      (one.tables.get("t") ?? []).map((row) => row.values),
    );
    const expected = await referee.rows(theirs);
    const { error, rows: actual } = await runEngine(one);
    assert.equal(error, null);
    assert.deepEqual(actual, expected);
  }));
