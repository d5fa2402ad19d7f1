// Aggregates without windows: GROUP BY, DISTINCT, FILTER, HAVING, grouping sets, one over another, over changes.
import fc from "fast-check";
import { listOf, named, oneOf, type Phrase, phrase, query } from "../phrases.ts";
import { expressions, where } from "./expressions.ts";

const e = expressions;
const any = fc.oneof(e.int, e.bigint, e.decimal, e.text, e.date);
const distinct = oneOf("", "", "DISTINCT ");
const filter = fc.option(e.boolean, { nil: null, freq: 3 }).map((f) => (f === null ? "" : ` FILTER (WHERE ${f})`));

const exact = fc.oneof(
  oneOf("COUNT(*)"),
  phrase`COUNT(${distinct}${any})`,
  phrase`SUM(${distinct}CAST(${e.int} AS BIGINT))`,
  phrase`SUM(${distinct}${oneOf("m", "d", "i", "id")})`,
  phrase`AVG(${distinct}${oneOf("m", "d", "i", "id")})`,
  phrase`MIN(${any})`,
  phrase`MAX(${any})`,
  oneOf("MIN(o)", "MAX(ts)", "MIN(ts)", "MAX(a)", "SUM(m * 2)", "COUNT(DISTINCT o)"),
);
/** These follow the order of arrival. */
const ordered = oneOf(
  "FIRST_VALUE(id)",
  "LAST_VALUE(s)",
  "LAST_VALUE(id)",
  "LISTAGG(s)",
  "LISTAGG(s, ';')",
  "COLLECT(COALESCE(s, '-'))",
  "ARRAY_AGG(id)",
  "JSON_ARRAYAGG(s)",
);

/** A call of an aggregate; those of changes do not ask for an order of arrival. */
export const aggregateCall: Phrase = fc
  .tuple(fc.oneof({ weight: 6, arbitrary: exact }, { weight: 1, arbitrary: ordered }), filter)
  .map(([call, f]) => call + (call.startsWith("JSON") ? "" : f));
const exactCall = fc.tuple(exact, filter).map((texts) => texts.join(""));

/** Calls whose arguments are columns. */
export const plainCall: Phrase = oneOf(
  "COUNT(*)",
  "SUM(m)",
  "MAX(i)",
  "COUNT(DISTINCT s)",
  "MIN(id)",
  "AVG(d)",
  "SUM(id) FILTER (WHERE o)",
  "LISTAGG(s)",
);

export function calls(call: Phrase, max = 3): Phrase {
  return fc.array(call, { minLength: 1, maxLength: max }).map((list) => named(list.join(", "), "n"));
}

export const groupKeys: Phrase = fc.oneof(
  { weight: 4, arbitrary: listOf(2, "i", "b", "s", "o", "a", "m", "d") },
  { weight: 1, arbitrary: fc.oneof(e.text, e.int) },
);
const having = oneOf(
  "",
  "",
  " HAVING COUNT(*) > 1",
  " HAVING COUNT(*) < 3",
  " HAVING MIN(i) < 2",
  " HAVING COUNT(DISTINCT s) = 1",
  " HAVING MAX(s) IS NOT NULL",
);

const groups = (table: Phrase, call: Phrase) =>
  query(
    { table, keys: groupKeys, calls: calls(call), where, having },
    (q) => `SELECT ${named(q.keys, "k")}, ${q.calls} FROM ${q.table}${q.where} GROUP BY ${q.keys}${q.having}`,
  );

const twice = query(
  {
    table: oneOf("t", "w", "c"),
    keys: groupKeys,
    inner: oneOf("COUNT(*)", "SUM(CAST(i AS BIGINT))", "COUNT(DISTINCT s)", "MAX(i)"),
    where,
    outer: calls(oneOf("COUNT(*)", "MIN(x)", "MAX(x)", "SUM(x)", "COUNT(DISTINCT x)", "AVG(x)")),
  },
  (q) =>
    `SELECT c, ${q.outer} FROM (SELECT ${q.inner} AS c, MIN(i) AS x FROM ${q.table}${q.where} GROUP BY ${q.keys}) GROUP BY c`,
);

const unions = query(
  { keys: listOf(2, "i", "s", "o"), calls: calls(exactCall), one: where, two: where, right: oneOf("u", "e") },
  (q) =>
    `SELECT ${q.keys}, ${q.calls} FROM (SELECT id, i, b, d, m, s, o, a, ts FROM t${q.one} UNION ALL SELECT id, i, b, d, m, s, o, a, ts FROM ${q.right}${q.two}) GROUP BY ${q.keys}`,
);

const common = query(
  { keys: oneOf("s", "i", "o"), calls: calls(oneOf("COUNT(*)", "SUM(m)", "MAX(i)"), 2), table: oneOf("w", "c") },
  (q) =>
    `WITH g AS (SELECT ${q.keys} AS k, ${q.calls} FROM ${q.table} GROUP BY ${q.keys}) SELECT x.k, x.n0, y.n0 AS other FROM g AS x JOIN g AS y ON x.n0 = y.n0`,
);

export const aggregates: Phrase = fc.oneof(
  { weight: 4, arbitrary: groups(oneOf("t", "w"), aggregateCall) },
  { weight: 3, arbitrary: groups(oneOf("c"), exactCall) },
  {
    weight: 1,
    arbitrary: query({ calls: calls(exactCall), table: oneOf("t", "c") }, (q) => `SELECT ${q.calls} FROM ${q.table}`),
  },
  { weight: 2, arbitrary: twice },
  { weight: 1, arbitrary: unions },
  { weight: 1, arbitrary: common },
);

const SETS = [
  "ROLLUP (i, s)",
  "CUBE (i, o)",
  "ROLLUP (o, s, i)",
  "GROUPING SETS ((i, s), (o), ())",
  "GROUPING SETS ((i), (s), (o))",
  "GROUPING SETS ((i, s, o), (i, o))",
];
export const groupingSets: Phrase = query(
  {
    table: oneOf("t", "w", "c"),
    by: oneOf(...SETS),
    calls: calls(exactCall),
    where,
    having: oneOf("", "", " HAVING COUNT(*) > 1"),
  },
  (q) => {
    const keys = ["i", "s", "o"].filter((key) => new RegExp(`\\b${key}\\b`).test(q.by.replace("SETS", "")));
    const marks = keys.map((key, n) => `GROUPING(${key}) AS g${n}`).join(", ");
    return `SELECT ${keys.join(", ")}, ${marks}, GROUPING_ID(${keys.join(", ")}) AS gid, ${q.calls} FROM ${q.table}${q.where} GROUP BY ${q.by}${q.having}`;
  },
);
