// OVER frames, Top-N and deduplication, also within windows and over groups and changes.
import fc from "fast-check";
import { listOf, named, oneOf, type Phrase, query } from "../phrases.ts";
import { where } from "./expressions.ts";
import { windowCall, windowOf } from "./windows.ts";

const partition = oneOf("", "PARTITION BY s ", "PARTITION BY o ", "PARTITION BY i ", "PARTITION BY s, o ");
const unboundedFrame = oneOf(
  "",
  " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
  " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
);
/** Over rows in order: what is late for such a frame Flink judges by what its partition has shown (differences.md). */
const boundedFrame = oneOf(
  " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
  " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
  " RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW",
  " RANGE BETWEEN INTERVAL '1' SECOND PRECEDING AND CURRENT ROW",
);
const framed = listOf(
  3,
  ...[
    "SUM(m) OVER w",
    "COUNT(*) OVER w",
    "COUNT(s) OVER w",
    "MIN(i) OVER w",
    "MAX(d) OVER w",
    "SUM(d) OVER w",
    "MAX(s) OVER w",
    "AVG(d) OVER w",
  ],
  ...[
    "COUNT(DISTINCT s) OVER w",
    "SUM(DISTINCT i) OVER w",
    "AVG(m) OVER w",
    "FIRST_VALUE(id) OVER w",
    "LAST_VALUE(id) OVER w",
    "SUM(id) OVER w",
  ],
);
/** Flink takes one of them in a SELECT. */
const ranked = oneOf("ROW_NUMBER() OVER w", "LAG(i) OVER w", "LAG(s, 2) OVER w", "LAG(i, 1, -1) OVER w");

export const overWindows: Phrase = fc.oneof(
  {
    weight: 2,
    arbitrary: query(
      { table: oneOf("w", "w", "z"), values: framed, by: partition, frame: unboundedFrame },
      (q) => `SELECT id, ${named(q.values, "n")} FROM ${q.table} WINDOW w AS (${q.by}ORDER BY ts${q.frame})`,
    ),
  },
  {
    weight: 2,
    arbitrary: query(
      { values: framed, by: partition, frame: boundedFrame, where },
      (q) => `SELECT id, ${named(q.values, "n")} FROM t${q.where} WINDOW w AS (${q.by}ORDER BY ts${q.frame})`,
    ),
  },
  {
    weight: 2,
    arbitrary: query(
      { table: oneOf("t"), values: ranked, by: partition, time: oneOf("ts", "pt") },
      (q) => `SELECT id, ${named(q.values, "n")} FROM ${q.table} WINDOW w AS (${q.by}ORDER BY ${q.time})`,
    ),
  },
);

const order = oneOf("ts", "ts DESC", "i, ts", "i DESC, ts DESC", "d DESC, ts", "s, m, ts", "b DESC, ts", "m, id");
const n = oneOf("= 1", "<= 2", "<= 3", "< 4", "= 2", "BETWEEN 2 AND 3");
const tables = oneOf("t", "w", "c", "c");

const tops = query(
  { table: tables, by: partition, order, n, columns: oneOf("id, i, s", "id, i, s, rn", "s, m", "*"), where },
  (q) =>
    `SELECT ${q.columns} FROM (SELECT id, i, b, d, m, s, ts, ROW_NUMBER() OVER (${q.by}ORDER BY ${q.order}) AS rn FROM ${q.table}${q.where}) WHERE rn ${q.n}`,
);
const ofGroups = query(
  { table: tables, value: oneOf("COUNT(*)", "SUM(m)", "MAX(i)"), key: oneOf("s", "i"), n, where },
  (q) =>
    `SELECT * FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY q DESC, k) AS rn FROM (SELECT ${q.key} AS k, ${q.value} AS q FROM ${q.table}${q.where} GROUP BY ${q.key})) WHERE rn ${q.n}`,
);
const limits = query(
  { table: tables, order, n: oneOf("1", "3", "2 OFFSET 1") },
  (q) => `SELECT id, i, s FROM ${q.table} ORDER BY ${q.order} LIMIT ${q.n}`,
);
const dedups = query(
  {
    table: oneOf("w", "w", "t"),
    by: oneOf("s", "o", "i", "s, o"),
    time: oneOf("ts", "ts DESC", "pt", "pt DESC"),
    where,
  },
  (q) =>
    `SELECT id, s, m FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${q.by} ORDER BY ${q.time}) AS rn FROM ${q.time.startsWith("pt") ? "t" : q.table}${q.where}) WHERE rn = 1`,
);
const thenGrouped = query(
  { by: oneOf("s", "i"), time: oneOf("ts", "ts DESC"), key: oneOf("o", "a") },
  (q) =>
    `SELECT ${q.key}, COUNT(*) AS n, SUM(m) AS x, MAX(id) AS hi FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${q.by} ORDER BY ${q.time}) AS rn FROM t) WHERE rn = 1 GROUP BY ${q.key}`,
);
const perWindow = query(
  {
    call: windowCall,
    table: oneOf("w", "t"),
    by: oneOf("", ", s", ", o"),
    order: oneOf("i DESC, id", "ts, id", "m, id DESC", "d DESC, id"),
    n: oneOf("= 1", "<= 2", "<= 3"),
    rank: oneOf("", ", rn"),
  },
  (q) =>
    `SELECT id, s, window_start, window_end${q.rank} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end${q.by} ORDER BY ${q.order}) AS rn FROM ${windowOf(q.call, q.table)}) WHERE rn ${q.n}`,
);
const perWindowOfGroups = query(
  { call: windowCall, table: oneOf("w", "t"), value: oneOf("COUNT(*)", "SUM(m)", "MAX(i)"), n: oneOf("= 1", "<= 2") },
  (q) =>
    `SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY q DESC, k) AS rn FROM (SELECT window_start, window_end, s AS k, ${q.value} AS q FROM ${windowOf(q.call, q.table)} GROUP BY window_start, window_end, s)) WHERE rn ${q.n}`,
);
const windowDedup = query(
  { call: windowCall, table: oneOf("w", "t"), time: oneOf("ts", "ts DESC"), by: oneOf(", s", ", o") },
  (q) =>
    `SELECT id, s, window_start FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end${q.by} ORDER BY ${q.time}) AS rn FROM ${windowOf(q.call, q.table)}) WHERE rn = 1`,
);

export const topNs: Phrase = fc.oneof(
  { weight: 4, arbitrary: tops },
  { weight: 2, arbitrary: ofGroups },
  { weight: 1, arbitrary: limits },
);
export const deduplications: Phrase = fc.oneof({ weight: 3, arbitrary: dedups }, { weight: 1, arbitrary: thenGrouped });
export const windowRanks: Phrase = fc.oneof(
  { weight: 3, arbitrary: perWindow },
  { weight: 2, arbitrary: perWindowOfGroups },
  { weight: 2, arbitrary: windowDedup },
);
