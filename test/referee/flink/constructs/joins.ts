// Joins by time: interval, window and temporal joins. Regular joins, subqueries and set operations are those of the other
// referee, over rows that are only added and over changes.
import fc from "fast-check";
import { operatorQueries } from "../../operator-queries.ts";
import { oneOf, type Phrase, query } from "../phrases.ts";
import { windowCall, windowOf } from "./windows.ts";

const types = oneOf("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");

/** Puts tables of changes in the place of t, u or both. */
function overChanges(queries: Phrase): Phrase {
  return fc.tuple(queries, fc.constantFrom("", "", "c", "e", "ce")).map(([sql, changed]) => {
    let text = sql;
    if (changed.includes("c")) text = text.replaceAll(/\bFROM t\b/g, "FROM c AS t");
    if (changed.includes("e"))
      text = text.replaceAll(
        /(?<!DISTINCT )\b(FROM|JOIN) u\b(?: AS (v))?/g,
        (_all, word: string, alias?: string) => `${word} e AS ${alias ?? "u"}`,
      );
    return text;
  });
}

const reused = (area: string): Phrase => overChanges(operatorQueries[area].map(({ ours }) => ours));
export const regularJoins: Phrase = reused("joins");
export const subqueries: Phrase = reused("subqueries");
export const setOperations: Phrase = reused("set operations");

const bounds = oneOf(
  "t.ts BETWEEN u.ts - INTERVAL '3' SECOND AND u.ts + INTERVAL '2' SECOND",
  "t.ts BETWEEN u.ts AND u.ts + INTERVAL '5' SECOND",
  "u.ts > t.ts AND u.ts < t.ts + INTERVAL '8' SECOND",
  "t.ts = u.ts",
  "t.ts >= u.ts - INTERVAL '10' SECOND AND t.ts < u.ts - INTERVAL '1' SECOND",
);
const keys = oneOf("t.s = u.s", "t.i = u.i", "t.o = u.o", "t.s = u.s AND t.o = u.o");

export const intervalJoins: Phrase = fc.oneof(
  {
    weight: 4,
    arbitrary: query(
      { types, keys, bounds, more: oneOf("", "", " AND t.i > 0", " AND t.d < u.d", " AND u.o") },
      (q) =>
        `SELECT t.id, t.ts, u.id AS uid, u.ts AS uts, u.s FROM t ${q.types} u ON ${q.keys} AND ${q.bounds}${q.more}`,
    ),
  },
  {
    weight: 1,
    arbitrary: query(
      { types: oneOf("JOIN", "LEFT JOIN"), keys, bounds },
      (q) =>
        `SELECT t.s, COUNT(*) AS n, COUNT(u.id) AS c, SUM(u.m) AS x FROM t ${q.types} u ON ${q.keys} AND ${q.bounds} GROUP BY t.s`,
    ),
  },
  {
    weight: 1,
    arbitrary: query(
      { keys, bounds, not: oneOf("", "NOT ") },
      (q) => `SELECT id, s FROM t WHERE ${q.not}EXISTS (SELECT 1 FROM u WHERE ${q.keys} AND ${q.bounds})`,
    ),
  },
  {
    weight: 1,
    arbitrary: query(
      { keys, bounds, call: windowCall },
      (q) =>
        `WITH j AS (SELECT t.s AS k, t.ts AS t0, u.m AS m FROM t JOIN u ON ${q.keys} AND ${q.bounds}) SELECT window_start, window_end, k, COUNT(*) AS n, SUM(m) AS x FROM ${windowOf(q.call, "j", "t0")} GROUP BY window_start, window_end, k`,
    ),
  },
);

const sides = (call: string) => [`(SELECT * FROM ${windowOf(call, "t")})`, `(SELECT * FROM ${windowOf(call, "u")})`];
const sameWindow = "l.window_start = r.window_start AND l.window_end = r.window_end";

export const windowJoins: Phrase = fc.oneof(
  {
    weight: 3,
    arbitrary: query(
      { call: windowCall, types, key: oneOf("s", "i", "o"), more: oneOf("", "", " AND l.i < r.i") },
      (q) => {
        const [left, right] = sides(q.call);
        return `SELECT l.id, r.id AS rid, l.s, COALESCE(l.window_start, r.window_start) AS ws, COALESCE(l.window_end, r.window_end) AS we FROM ${left} l ${q.types} ${right} r ON l.${q.key} = r.${q.key} AND ${sameWindow}${q.more}`;
      },
    ),
  },
  {
    weight: 1,
    arbitrary: query({ call: windowCall, not: oneOf("", "NOT "), key: oneOf("s", "i") }, (q) => {
      const [left, right] = sides(q.call);
      return `SELECT id, s, window_start, window_end FROM ${left} l WHERE ${q.not}EXISTS (SELECT * FROM ${right} r WHERE l.${q.key} = r.${q.key} AND ${sameWindow})`;
    }),
  },
  {
    weight: 1,
    arbitrary: query({ call: windowCall, key: oneOf("s", "o") }, (q) => {
      const side = (table: string) =>
        `(SELECT ${q.key} AS k, window_start, window_end, COUNT(*) AS n FROM ${windowOf(q.call, table)} GROUP BY ${q.key}, window_start, window_end)`;
      return `SELECT l.k, l.n, r.n AS rn, l.window_start, l.window_end FROM ${side("t")} l JOIN ${side("u")} r ON l.k = r.k AND ${sameWindow}`;
    }),
  },
);

const versioned =
  "(SELECT s, i, m, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY s ORDER BY ts DESC) AS rn FROM u WHERE s IS NOT NULL) WHERE rn = 1)";

export const temporalJoins: Phrase = fc.oneof(
  query(
    {
      types: oneOf("JOIN", "LEFT JOIN"),
      where: oneOf("", " WHERE t.i > 0", " WHERE p.price > 40"),
      more: oneOf("", "", " AND t.o", " AND t.i < p.price"),
    },
    (q) =>
      `SELECT t.id, t.s, p.price, p.ts AS vts FROM t ${q.types} p FOR SYSTEM_TIME AS OF t.ts ON t.s = p.k${q.more}${q.where}`,
  ),
  query(
    { types: oneOf("JOIN", "LEFT JOIN"), call: oneOf("COUNT(*)", "SUM(p.price)", "MAX(p.price)") },
    (q) => `SELECT t.s, ${q.call} AS n FROM t ${q.types} p FOR SYSTEM_TIME AS OF t.ts ON t.s = p.k GROUP BY t.s`,
  ),
  query(
    { types: oneOf("JOIN", "LEFT JOIN") },
    (q) => `SELECT t.id, v.i, v.m FROM t ${q.types} v FOR SYSTEM_TIME AS OF t.ts ON t.s = v.s`,
  ),
);

/** The view that temporalJoins take for v. */
export const VIEWS: readonly string[] = [`CREATE VIEW v AS SELECT s, i, m, ts FROM ${versioned}`];
