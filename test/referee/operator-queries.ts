// Random queries over the tables t and u, in our dialect and in DuckDB's: they differ in how times are counted (there a
// time is a BIGINT of milliseconds) and in the place of NULLs, which is always said.
import fc from "fast-check";

export interface OperatorQuery {
  readonly ours: string;
  readonly theirs: string;
}

/** `{n s}` is a span of n seconds. */
function inBoth(text: string): OperatorQuery {
  return {
    ours: text.replaceAll(/\{(\d+) s\}/g, "INTERVAL '$1' SECOND"),
    theirs: text.replaceAll(/\{(\d+) s\}/g, "$1000"),
  };
}

/** A query of parts, each chosen from texts. */
function texts<const P extends Record<string, fc.Arbitrary<string>>>(
  parts: P,
  join: (chosen: { readonly [K in keyof P]: string }) => string,
): fc.Arbitrary<OperatorQuery> {
  return fc.record(parts).map((chosen) => inBoth(join(chosen as { readonly [K in keyof P]: string })));
}

function some(...choices: readonly string[]): fc.Arbitrary<string> {
  return fc.uniqueArray(fc.constantFrom(...choices), { minLength: 1, maxLength: 4 }).map((list) => list.join(", "));
}

const pairs = fc.constantFrom(
  "t.i = u.i",
  "t.b = u.b",
  "t.s = u.s",
  "t.o = u.o",
  "t.a = u.a",
  "t.m = u.m",
  "t.d = u.d",
  "t.i = u.b",
  "t.i = u.m",
  "t.m = u.d",
  "UPPER(t.s) = UPPER(u.s)",
  "t.i + 1 = u.i",
  "t.i IS NOT DISTINCT FROM u.i",
  "t.s IS NOT DISTINCT FROM u.s AND t.o = u.o",
  "t.s = u.s AND t.i = u.i",
);
const residuals = fc.constantFrom(
  "",
  "",
  " AND t.d < u.d",
  " AND t.i > 0",
  " AND u.o",
  " AND (t.i > u.b OR t.o)",
  " AND t.s <> u.s",
  " AND t.ts <= u.ts",
  " AND t.ts BETWEEN u.ts - {3 s} AND u.ts + {2 s}",
  " AND u.ts > t.ts AND u.ts < t.ts + {8 s}",
);
const wheres = fc.constantFrom(
  "",
  "",
  "",
  " WHERE u.i IS NULL",
  " WHERE t.i IS NULL",
  " WHERE COALESCE(t.i, u.i, 0) > 0",
  " WHERE u.s = 'a'",
  " WHERE t.d < 3",
  " WHERE t.i > u.i",
  " WHERE u.o OR t.o",
);
const types = fc.constantFrom("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
const joinedColumns = some("t.i", "t.s", "t.d", "t.ts", "u.i", "u.b", "u.m", "u.s", "COALESCE(t.s, u.s, '-')", "u.a");

const joins = fc.oneof(
  texts(
    {
      type: types,
      on: pairs,
      residual: residuals,
      where: wheres,
      columns: joinedColumns,
      distinct: fc.constantFrom("", "", "DISTINCT "),
    },
    (q) => `SELECT ${q.distinct}${q.columns} FROM t ${q.type} u ON ${q.on}${q.residual}${q.where}`,
  ),
  texts(
    {
      type: types,
      on: pairs,
      residual: residuals,
      where: wheres,
      key: fc.constantFrom("t.s", "u.i", "t.o", "COALESCE(t.i, u.i)"),
    },
    (q) =>
      `SELECT ${q.key} AS k, COUNT(*) AS n, COUNT(DISTINCT u.s) AS c, SUM(CAST(t.i AS BIGINT)) AS x, MAX(u.m) AS y FROM t ${q.type} u ON ${q.on}${q.residual}${q.where} GROUP BY ${q.key}`,
  ),
  texts(
    {
      one: types,
      two: types,
      on: pairs,
      residual: residuals,
      next: fc.constantFrom("u.s = v.s", "t.i = v.i", "t.o = v.o AND u.i < v.i"),
    },
    (q) => `SELECT t.i, u.s, v.m FROM t ${q.one} u ON ${q.on}${q.residual} ${q.two} u AS v ON ${q.next}`,
  ),
);

const asofKeys = fc.constantFrom(
  "",
  "t.i = u.i AND ",
  "t.s = u.s AND ",
  "t.o = u.o AND ",
  "t.s = u.s AND t.o = u.o AND ",
);
const asofSigns = fc.constantFrom(">=", ">", "<=", "<");
const asofTypes = fc.constantFrom("ASOF JOIN", "ASOF LEFT JOIN");

/** Times of a table are unique; of other values only what is compared is asked for, which ties share. */
const asofJoins = fc.oneof(
  texts(
    { type: asofTypes, key: asofKeys, sign: asofSigns, shift: fc.constantFrom("", "", " + {2 s}"), where: wheres },
    (q) =>
      `SELECT t.i, t.s, t.ts, u.ts, u.i, u.s FROM t ${q.type} u ON ${q.key}t.ts${q.shift} ${q.sign} u.ts${q.where}`,
  ),
  texts(
    { type: asofTypes, key: asofKeys, sign: asofSigns, value: fc.constantFrom("m", "d", "i") },
    (q) => `SELECT t.s, t.ts, u.${q.value} AS x FROM t ${q.type} u ON ${q.key}t.${q.value} ${q.sign} u.${q.value}`,
  ),
  texts(
    { type: asofTypes, key: asofKeys, sign: asofSigns },
    (q) =>
      `SELECT t.o, COUNT(*), COUNT(u.ts), MAX(u.ts) FROM t ${q.type} u ON ${q.key}t.ts ${q.sign} u.ts GROUP BY t.o`,
  ),
);

const inner = fc.constantFrom("", "", " WHERE u.o", " WHERE u.i IS NOT NULL", " WHERE u.d < 4", " WHERE u.i > 1000");
const more = fc.constantFrom("", "", " AND t.d < 3", " AND t.o", " AND t.i IS NOT NULL");
const values = fc.constantFrom(
  "MAX(u.i)",
  "COUNT(*)",
  "SUM(u.m)",
  "MIN(u.s)",
  "COUNT(u.d)",
  "COALESCE(MAX(u.i), 0)",
  "MAX(u.i) IS NULL",
  "CASE WHEN MIN(u.s) = 'a' THEN 1 ELSE 2 END",
);

const subqueries = fc.oneof(
  texts(
    { column: fc.constantFrom("i", "b", "s", "m", "d", "a"), not: fc.constantFrom("", "NOT "), inner, more },
    (q) =>
      `SELECT i, b, s, d, ts FROM t WHERE t.${q.column} ${q.not}IN (SELECT u.${q.column} FROM u${q.inner})${q.more}`,
  ),
  texts(
    { not: fc.constantFrom("", "NOT "), on: pairs, residual: residuals, more },
    (q) => `SELECT i, s, ts FROM t WHERE ${q.not}EXISTS (SELECT 1 FROM u WHERE ${q.on}${q.residual})${q.more}`,
  ),
  texts(
    {
      not: fc.constantFrom("", "NOT "),
      column: fc.constantFrom("i", "s"),
      by: fc.constantFrom("u.o = t.o", "u.s = t.s"),
    },
    (q) => `SELECT i, s, ts FROM t WHERE t.${q.column} ${q.not}IN (SELECT u.${q.column} FROM u WHERE ${q.by})`,
  ),
  texts(
    { value: values, inner, more },
    (q) => `SELECT i, ts, (SELECT ${q.value} FROM u${q.inner}) AS x FROM t WHERE TRUE${q.more}`,
  ),
  texts(
    {
      value: values,
      by: fc.constantFrom("u.i = t.i", "u.s = t.s", "u.o = t.o AND u.i > 0"),
      having: fc.constantFrom("", "", "", " HAVING COUNT(*) < 2", " HAVING COUNT(*) > 1"),
      more,
    },
    (q) => `SELECT s, ts, (SELECT ${q.value} FROM u WHERE ${q.by}${q.having}) AS x FROM t WHERE TRUE${q.more}`,
  ),
  texts(
    { operator: fc.constantFrom("<", "=", ">="), inner, by: fc.constantFrom("", " WHERE u.s = t.s") },
    (q) => `SELECT i, ts FROM t WHERE t.i ${q.operator} (SELECT MAX(u.i) FROM u${q.by})`,
  ),
);

const operators = fc.constantFrom("INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL", "UNION", "UNION ALL");
const columnsOfBoth = fc.constantFrom("i", "s", "d", "m", "a", "o", "b", "i, s", "o, s", "o, a, i");

/** Compared among the rows of one outer row: the latest, the first few, their numbers. */
const correlatedRanks = fc.oneof(
  texts(
    {
      by: fc.constantFrom("u.i = t.i", "u.s = t.s", "u.o = t.o AND u.i > 0", "u.s = t.s AND u.o = t.o"),
      order: fc.constantFrom("u.ts", "u.ts DESC", "u.d NULLS LAST, u.ts"),
      offset: fc.constantFrom("", "", " OFFSET 1"),
    },
    (q) => `SELECT s, ts, (SELECT u.m FROM u WHERE ${q.by} ORDER BY ${q.order} LIMIT 1${q.offset}) AS x FROM t`,
  ),
  texts(
    { by: fc.constantFrom("u.i = t.i", "u.s = t.s"), n: fc.constantFrom("1", "2", "3") },
    (q) =>
      `SELECT t.i, t.ts, x.ts FROM t CROSS JOIN LATERAL (SELECT u.ts FROM u WHERE ${q.by} ORDER BY u.ts DESC LIMIT ${q.n}) AS x`,
  ),
  texts(
    { by: fc.constantFrom("u.i = t.i", "u.s = t.s") },
    (q) =>
      `SELECT t.i, t.ts, (SELECT MAX(r) FROM (SELECT ROW_NUMBER() OVER (ORDER BY u.ts) AS r, u.d FROM u WHERE ${q.by}) AS q WHERE q.d > 1) AS x FROM t`,
  ),
);

const setOperations = fc.oneof(
  texts(
    { columns: columnsOfBoth, operator: operators, inner },
    (q) => `SELECT ${q.columns} FROM t ${q.operator} SELECT ${q.columns} FROM u${q.inner}`,
  ),
  texts(
    { columns: columnsOfBoth, one: operators, two: operators, inner },
    (q) =>
      `(SELECT ${q.columns} FROM t ${q.one} SELECT ${q.columns} FROM u) ${q.two} SELECT ${q.columns} FROM u${q.inner}`,
  ),
);

const groupings = texts(
  {
    by: fc.constantFrom(
      "ROLLUP (i, s)",
      "CUBE (i, o)",
      "ROLLUP (o, s, i)",
      "GROUPING SETS ((i, s), (o), ())",
      "GROUPING SETS ((i), (s), (o))",
      "GROUPING SETS ((i, s, o), (i, o))",
      "o, ROLLUP (i, s)",
    ),
    values: some(
      "COUNT(*)",
      "SUM(m)",
      "COUNT(DISTINCT b)",
      "MAX(d)",
      "MIN(a)",
      "COUNT(i)",
      "COUNT(*) FILTER (WHERE o)",
    ),
    where: fc.constantFrom("", "", " WHERE i > 0", " WHERE o"),
    having: fc.constantFrom("", "", " HAVING COUNT(*) > 1"),
  },
  (q) => {
    const keys = ["i", "s", "o"].filter((key) => new RegExp(`\\b${key}\\b`).test(q.by.replace("SETS", "")));
    return `SELECT ${keys.join(", ")}, ${keys.map((key) => `GROUPING(${key})`).join(", ")}, ${q.values} FROM t${q.where} GROUP BY ${q.by}${q.having}`;
  },
).map(({ ours, theirs }) => ({
  ours,
  // Over nothing grouping sets give no row here, as in Flink, the empty set neither.
  theirs: theirs.includes("HAVING") ? theirs : `${theirs} HAVING COUNT(*) > 0`,
}));

const partitions = fc.constantFrom("", "", "PARTITION BY o ", "PARTITION BY i ", "PARTITION BY s, o ");
const frames = fc.constantFrom(
  "",
  " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
  " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
  " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
  " ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING",
  " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
  " RANGE BETWEEN {5 s} PRECEDING AND CURRENT ROW",
  " RANGE BETWEEN {2 s} PRECEDING AND {3 s} FOLLOWING",
  " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
);
const framed = some(
  "SUM(m) OVER w",
  "COUNT(*) OVER w",
  "COUNT(s) OVER w",
  "MIN(i) OVER w",
  "MAX(d) OVER w",
  "SUM(d) OVER w",
  "MAX(s) OVER w",
  "AVG(d) OVER w",
  "BOOL_AND(o) OVER w",
);
const ranked = some(
  "ROW_NUMBER() OVER w",
  "RANK() OVER w",
  "DENSE_RANK() OVER w",
  "LAG(i) OVER w",
  "LAG(s, 2) OVER w",
  "LAG(i, 1, -1) OVER w",
  "LEAD(d) OVER w",
  "LEAD(i, 2, 7) OVER w",
  "SUM(m) OVER w",
);

const overs = fc.oneof(
  texts(
    { values: framed, by: partitions, frame: frames },
    (q) => `SELECT ts, ${q.values} FROM t WINDOW w AS (${q.by}ORDER BY ts${q.frame})`,
  ),
  texts({ values: ranked, by: partitions }, (q) => `SELECT ts, ${q.values} FROM t WINDOW w AS (${q.by}ORDER BY ts)`),
  texts(
    {
      values: ranked,
      by: partitions,
      order: fc.constantFrom("i DESC NULLS LAST, ts", "d NULLS LAST, ts DESC", "s NULLS FIRST, ts"),
    },
    (q) => `SELECT ts, ${q.values} FROM t WINDOW w AS (${q.by}ORDER BY ${q.order})`,
  ),
);

const orders = fc.constantFrom(
  "ts",
  "ts DESC",
  "i NULLS FIRST, ts",
  "i DESC NULLS LAST, ts DESC",
  "d DESC NULLS FIRST, ts",
  "s NULLS LAST, m NULLS FIRST, ts",
  "b NULLS LAST, ts DESC",
);
const topNs = fc.oneof(
  texts(
    {
      by: partitions,
      order: orders,
      n: fc.constantFrom("= 1", "<= 2", "<= 3", "= 2", "BETWEEN 2 AND 3"),
      rank: fc.constantFrom("", ", rn"),
    },
    (q) =>
      `SELECT i, s, ts${q.rank} FROM (SELECT *, ROW_NUMBER() OVER (${q.by}ORDER BY ${q.order}) AS rn FROM t) WHERE rn ${q.n}`,
  ),
  texts(
    {
      by: partitions,
      order: fc.constantFrom("i NULLS FIRST", "d DESC NULLS LAST", "s NULLS LAST"),
      rank: fc.constantFrom("RANK", "DENSE_RANK"),
    },
    (q) =>
      `SELECT i, s, ts, rn FROM (SELECT *, ${q.rank}() OVER (${q.by}ORDER BY ${q.order}) AS rn FROM t) WHERE rn <= 2`,
  ),
  texts({ order: orders, n: fc.constantFrom("1", "3") }, (q) => `SELECT i, ts FROM t ORDER BY ${q.order} LIMIT ${q.n}`),
);

export const operatorQueries: Readonly<Record<string, fc.Arbitrary<OperatorQuery>>> = {
  joins,
  "ASOF joins": asofJoins,
  subqueries,
  "correlated ranks": correlatedRanks,
  "set operations": setOperations,
  "grouping sets": groupings,
  "OVER windows": overs,
  "Top-N": topNs,
};
