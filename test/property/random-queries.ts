// Random queries over `t` and `u` (random-values.ts). A query is text with what a property must know about it.
import fc from "fast-check";
import { expressions } from "./random-expressions.ts";

export interface RandomQuery {
  readonly sql: string;
  /** LIMIT without ORDER BY: a job may end before all is read, so its accounts depend on batches. */
  readonly mayEndEarly: boolean;
  /** Rows come in the order that ORDER BY asks for. */
  readonly isOrdered: boolean;
  /** Takes changes (-U, -D) of its source. */
  readonly takesChanges: boolean;
}

export interface QueryOptions {
  readonly canFail: boolean;
  /** Only what takes changes of its source. */
  readonly onlyUpdating?: boolean;
}

export const PLAIN = { mayEndEarly: false, isOrdered: false, takesChanges: false };

interface Parts {
  readonly columns: readonly string[];
  readonly where: string | null;
}

function whereText(where: string | null): string {
  return where === null ? "" : ` WHERE ${where}`;
}

const windowCall: fc.Arbitrary<(data: string, time: string) => string> = fc.oneof(
  fc.tuple(fc.constantFrom(1, 3, 5, 7, 10), fc.constantFrom("", ", INTERVAL '2' SECOND", ", INTERVAL '-1' SECOND")).map(
    ([size, offset]) =>
      (data: string, time: string) =>
        `TUMBLE(TABLE ${data}, DESCRIPTOR(${time}), INTERVAL '${size}' SECOND${offset})`,
  ),
  fc
    .tuple(
      fc.constantFrom<readonly [number, number]>([5, 10], [2, 6], [3, 10], [4, 4], [1, 7], [5, 3]),
      fc.constantFrom("", ", INTERVAL '1' SECOND"),
    )
    .map(
      ([[slide, size], offset]) =>
        (data: string, time: string) =>
          `HOP(TABLE ${data}, DESCRIPTOR(${time}), INTERVAL '${slide}' SECOND, INTERVAL '${size}' SECOND${offset})`,
    ),
);

function aggregateCalls({ canFail, onlyUpdating = false }: QueryOptions): fc.Arbitrary<string> {
  const e = expressions(canFail);
  const any = fc.oneof(e.int, e.bigint, e.decimal, e.text, e.boolean, e.date, e.double);
  const distinct = fc.constantFrom("", "", "DISTINCT ");
  const filter = fc.option(e.boolean, { nil: null, freq: 4 }).map((f) => (f === null ? "" : ` FILTER (WHERE ${f})`));
  const calls = fc.oneof(
    fc.constant("COUNT(*)"),
    fc.tuple(distinct, any).map(([d, x]) => `COUNT(${d}${x})`),
    fc.tuple(distinct, e.int).map(([d, x]) => `SUM(${d}CAST(${x} AS BIGINT))`),
    fc.tuple(distinct, fc.oneof(fc.constant("d"), fc.constant("m"))).map(([d, x]) => `SUM(${d}${x})`),
    e.bigint.map((x) => `SUM(CAST(${x} AS DECIMAL(30, 0)))`),
    fc.tuple(distinct, e.int).map(([d, x]) => `AVG(${d}CAST(${x} AS BIGINT))`),
    fc.constantFrom("AVG(d)", "AVG(m)", "AVG(DISTINCT d)", "SUM(i)", "SUM(m)", "MIN(d)", "MAX(d)", "MAX(s)"),
    any.map((x) => `MIN(${x})`),
    any.map((x) => `MAX(${x})`),
    e.boolean.map((x) => `BOOL_AND(${x})`),
    e.boolean.map((x) => `BOOL_OR(${x})`),
    ...(onlyUpdating
      ? []
      : [
          any.map((x) => `FIRST_VALUE(${x})`),
          any.map((x) => `LAST_VALUE(${x})`),
          fc.constantFrom(
            "LISTAGG(s)",
            "ARRAY_AGG(i)",
            "ARG_MAX(s, i)",
            "ARG_MIN(b, d)",
            "MEDIAN(m)",
            "VAR_POP(i)",
            "STDDEV_SAMP(i)",
            "BIT_OR(b)",
          ),
        ]),
  );
  return fc.tuple(calls, filter).map(([call, f]) => `${call}${f}`);
}

function named(columns: readonly string[], prefix: string): string[] {
  return columns.map((column, i) => `${column} AS ${prefix}${i}`);
}

/** OVER, Top-N and deduplication. */
function partitionQueries({ canFail, onlyUpdating = false }: QueryOptions): fc.Arbitrary<RandomQuery>[] {
  const e = expressions(canFail);
  const where = fc.option(e.boolean, { nil: null, freq: 1 });
  const partition = fc.constantFrom("", "PARTITION BY s", "PARTITION BY i", "PARTITION BY s, o", "PARTITION BY b");
  const sortKey = fc.constantFrom("i", "b", "m", "s", "ts", "ts DESC", "i DESC", "s NULLS LAST", "b DESC NULLS FIRST", "d");
  const order = fc.oneof(
    { weight: 2, arbitrary: fc.constant("ts") },
    { weight: 3, arbitrary: fc.uniqueArray(sortKey, { minLength: 1, maxLength: 2 }).map((keys) => keys.join(", ")) },
  );
  const frame = fc.constantFrom(
    ...["", "", "ROWS UNBOUNDED PRECEDING", "ROWS 1 PRECEDING", "ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING"],
    ...["ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING", "ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING"],
    ...["ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"],
    ...["RANGE UNBOUNDED PRECEDING", "RANGE CURRENT ROW"],
  );
  const timeFrame = fc.constantFrom(
    ...["RANGE INTERVAL '3' SECOND PRECEDING", "RANGE BETWEEN INTERVAL '2' SECOND PRECEDING AND INTERVAL '1' SECOND FOLLOWING"],
    "RANGE BETWEEN CURRENT ROW AND INTERVAL '4' SECOND FOLLOWING",
  );
  const framed = fc.constantFrom(
    ...["COUNT(*)", "COUNT(s)", "COUNT(DISTINCT s)", "SUM(CAST(i AS BIGINT))", "SUM(m)", "AVG(m)", "MIN(b)", "MAX(s)", "MIN(d)"],
    ...(onlyUpdating ? [] : ["FIRST_VALUE(i)", "LAST_VALUE(s)", "NTH_VALUE(i, 2)", "SUM(m) FILTER (WHERE i > 1)"]),
  );
  const ranked = fc.constantFrom(
    ...["ROW_NUMBER()", "RANK()", "DENSE_RANK()", "LAG(i)", "LAG(s, 2, 'none')", "LEAD(i)", "LEAD(b, 2, 0)"],
    ...["NTILE(3)", "PERCENT_RANK()", "CUME_DIST()"],
  );
  const call = fc.oneof(
    fc.tuple(framed, partition, order, frame).map(([f, p, o, w]) => `${f} OVER (${p} ORDER BY ${o} ${w})`),
    fc.tuple(framed, partition, timeFrame).map(([f, p, w]) => `${f} OVER (${p} ORDER BY ts ${w})`),
    fc.tuple(ranked, partition, order).map(([f, p, o]) => `${f} OVER (${p} ORDER BY ${o})`),
    fc.tuple(framed.filter((f) => !f.startsWith("NTH")), partition).map(([f, p]) => `${f} OVER (${p})`),
  );
  const over = fc.tuple(fc.array(call, { minLength: 1, maxLength: 3 }), where).map(([calls, w]) => ({
    ...PLAIN,
    sql: `SELECT i, s, ts, ${named(calls, "n").join(", ")} FROM t${whereText(w)}`,
    takesChanges: true,
  }));
  const rank = fc.constantFrom("ROW_NUMBER()", "ROW_NUMBER()", "RANK()", "DENSE_RANK()");
  const range = fc.constantFrom("= 1", "= 1", "<= 2", "< 4", "BETWEEN 2 AND 3", "= 2");
  const columns = fc.constantFrom("i, s, b, ts", "i, s, ts, rn");
  const top = fc.tuple(columns, rank, partition, order, range, where).map(([c, f, p, o, n, w]) => ({
    ...PLAIN,
    sql: `SELECT ${c} FROM (SELECT *, ${f} OVER (${p} ORDER BY ${o}) AS rn FROM t${whereText(w)}) WHERE rn ${n}`,
    takesChanges: true,
  }));
  const topOfGroups = fc.tuple(rank, range, where).map(([f, n, w]) => ({
    ...PLAIN,
    sql: `SELECT * FROM (SELECT *, ${f} OVER (ORDER BY q DESC, k) AS rn FROM (SELECT s AS k, COUNT(*) AS q, SUM(m) AS z FROM t${whereText(w)} GROUP BY s)) WHERE rn ${n}`,
    takesChanges: true,
  }));
  const perWindow = fc.tuple(windowCall, columns, rank, fc.constantFrom("", ", s"), order, range, where).map(([t, c, f, p, o, n, w]) => ({
    ...PLAIN,
    sql: `SELECT ${c}, window_start FROM (SELECT *, ${f} OVER (PARTITION BY window_start, window_end${p} ORDER BY ${o}) AS rn FROM ${t("t", "ts")}${whereText(w)}) WHERE rn ${n}`,
    takesChanges: true,
  }));
  return [over, over, top, top, topOfGroups, perWindow];
}

export function randomQueries(options: QueryOptions): fc.Arbitrary<RandomQuery> {
  const e = expressions(options.canFail);
  const any = fc.oneof(e.int, e.bigint, e.double, e.decimal, e.text, e.boolean, e.date);
  const where = fc.option(e.boolean, { nil: null, freq: 1 });
  const keys = fc.uniqueArray(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("i", "b", "s", "o", "a", "m", "d") },
      { weight: 1, arbitrary: fc.oneof(e.text, e.int) },
    ),
    { minLength: 0, maxLength: 3 },
  );
  const calls = fc.array(aggregateCalls(options), { minLength: 1, maxLength: 3 });
  const having = fc.option(
    fc.constantFrom(
      "COUNT(*) > 1",
      "COUNT(*) < 3",
      "MIN(i) < 2",
      "SUM(CAST(i AS BIGINT)) > 1",
      "COUNT(DISTINCT s) = 1",
      "MAX(s) IS NOT NULL",
    ),
    { nil: null },
  );
  const havingText = (h: string | null) => (h === null ? "" : ` HAVING ${h}`);
  const parts: fc.Arbitrary<Parts> = fc.record({ columns: fc.array(any, { minLength: 1, maxLength: 4 }), where });

  const projection = fc
    .tuple(parts, fc.constantFrom("", "", "", " LIMIT 3", " LIMIT 2 OFFSET 1", " LIMIT 0"))
    .map(([p, limit]) => ({
      ...PLAIN,
      sql: `SELECT ${named(p.columns, "c").join(", ")} FROM t${whereText(p.where)}${limit}`,
      mayEndEarly: limit !== "",
      takesChanges: true,
    }));
  const distinct = parts.map((p) => ({
    ...PLAIN,
    sql: `SELECT DISTINCT ${named(p.columns, "c").join(", ")} FROM t${whereText(p.where)}`,
    takesChanges: true,
  }));
  const groups = fc.tuple(keys, calls, where, having).map(([k, c, w, h]) => ({
    ...PLAIN,
    sql: `SELECT ${[...named(k, "k"), ...named(c, "n")].join(", ")} FROM t${whereText(w)}${k.length === 0 ? "" : ` GROUP BY ${k.join(", ")}`}${havingText(h)}`,
    takesChanges: true,
  }));
  const twice = fc
    .tuple(
      keys.filter((k) => k.length > 0),
      e.boolean,
      fc.constantFrom("COUNT(*)", "SUM(CAST(i AS BIGINT))", "COUNT(DISTINCT s)", "MAX(i)"),
      where,
    )
    .map(([k, f, c, w]) => ({
      ...PLAIN,
      sql: `SELECT n, COUNT(*) AS g, MIN(x) AS lo, MAX(x) AS hi, SUM(c) AS sc FROM (SELECT ${c} AS n, COUNT(*) FILTER (WHERE ${f}) AS c, MIN(i) AS x FROM t${whereText(w)} GROUP BY ${k.join(", ")}) GROUP BY n`,
      takesChanges: true,
    }));
  const unionGroups = fc
    .tuple(
      keys.filter((k) => k.length > 0),
      calls,
      where,
      where,
    )
    .map(([k, c, w, x]) => ({
      ...PLAIN,
      sql: `SELECT ${[...named(k, "k"), ...named(c, "n")].join(", ")} FROM (SELECT * FROM t${whereText(w)} UNION ALL SELECT * FROM u${whereText(x)}) GROUP BY ${k.join(", ")}`,
      takesChanges: true,
    }));
  const updating = [projection, distinct, groups, twice, unionGroups, ...partitionQueries(options)];

  const windowed = (data: fc.Arbitrary<string>) =>
    fc.tuple(windowCall, data, keys, calls, where, having).map(([w, from, k, c, f, h]) => ({
      ...PLAIN,
      sql: `SELECT ${[...named(k, "k"), "window_start", "window_end", ...named(c, "n")].join(", ")} FROM ${w(from, "ts")}${whereText(f)} GROUP BY ${[...k, "window_start", "window_end"].join(", ")}${havingText(h)}`,
    }));
  const windows = windowed(fc.constant("t"));
  const nested = fc.tuple(windowCall, windowCall, keys, calls, where).map(([inner, outer, k, c, w]) => ({
    ...PLAIN,
    sql: `SELECT window_start, window_end, COUNT(*) AS g, SUM(q) AS q, MAX(r) AS r FROM ${outer(
      `(SELECT ${[...named(k, "k"), "window_time", "COUNT(*) AS q", "MIN(i) AS r", ...named(c, "n")].join(", ")} FROM ${inner("t", "ts")}${whereText(w)} GROUP BY ${[...k, "window_start", "window_end", "window_time"].join(", ")})`,
      "window_time",
    )} GROUP BY window_start, window_end`,
  }));
  if (options.onlyUpdating === true) return fc.oneof(...updating, windows, nested);
  const unionWindows = windowed(
    fc.tuple(where, where).map(([x, y]) => `(SELECT * FROM t${whereText(x)} UNION ALL SELECT * FROM u${whereText(y)})`),
  );
  const bare = fc.tuple(windowCall, parts).map(([w, p]) => ({
    ...PLAIN,
    sql: `SELECT ${[...named(p.columns, "c"), "window_start", "window_end"].join(", ")} FROM ${w("t", "ts")}${whereText(p.where)}`,
  }));
  const union = fc.tuple(parts, where).map(([p, w]) => ({
    ...PLAIN,
    sql: `SELECT ${named(p.columns, "c").join(", ")} FROM t${whereText(p.where)} UNION ALL SELECT ${named(p.columns, "c").join(", ")} FROM u${whereText(w)}`,
  }));
  const ordered = fc
    .tuple(parts, fc.constantFrom("", " LIMIT 4", " LIMIT 3 OFFSET 2"), fc.boolean())
    .map(([p, limit, isDown]) => ({
      ...PLAIN,
      sql: `SELECT ${named(p.columns, "c").join(", ")} FROM t${whereText(p.where)} ORDER BY ${p.columns.map((_, i) => `c${i}${isDown ? " DESC" : ""}`).join(", ")}${limit}`,
      isOrdered: true,
    }));
  return fc.oneof(
    { weight: 4, arbitrary: windows },
    { weight: 2, arbitrary: unionWindows },
    { weight: 2, arbitrary: nested },
    { weight: 1, arbitrary: bare },
    { weight: 1, arbitrary: union },
    { weight: 1, arbitrary: ordered },
    ...updating.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}
