// Windows: the table functions with late rows, group windows, session windows, windows over windows, and local time zones.
import fc from "fast-check";
import { listOf, named, oneOf, type Phrase, phrase, query } from "../phrases.ts";
import { aggregateCall, calls, plainCall } from "./aggregates.ts";
import { where } from "./expressions.ts";

const sizes = (unit: string): Phrase =>
  fc.oneof(
    phrase`TUMBLE(TABLE {t}, DESCRIPTOR({ts}), INTERVAL '${oneOf("3", "5", "7", "10", "30")}' ${oneOf(unit)}${oneOf("", "", `, INTERVAL '2' ${unit}`, `, INTERVAL '-1' ${unit}`)})`,
    oneOf(`TUMBLE(TABLE {t}, DESCRIPTOR({ts}), INTERVAL '1' ${unit})`),
    fc
      .constantFrom<readonly [number, number]>([5, 10], [2, 6], [3, 9], [4, 4], [1, 7], [10, 30])
      .map(
        ([slide, size]) => `HOP(TABLE {t}, DESCRIPTOR({ts}), INTERVAL '${slide}' ${unit}, INTERVAL '${size}' ${unit})`,
      ),
    phrase`HOP(TABLE {t}, DESCRIPTOR({ts}), INTERVAL '2' ${oneOf(unit)}, INTERVAL '8' ${oneOf(unit)}, INTERVAL '${oneOf("1", "-1")}' ${oneOf(unit)})`,
    fc
      .constantFrom<readonly [number, number]>([5, 10], [2, 6], [5, 5], [1, 4], [10, 40])
      .map(
        ([step, size]) =>
          `CUMULATE(TABLE {t}, DESCRIPTOR({ts}), INTERVAL '${step}' ${unit}, INTERVAL '${size}' ${unit})`,
      ),
  );

export function windowOf(call: string, table: string, time = "ts"): string {
  return call.replace("{t}", table).replace("{ts}", time);
}

export const windowCall: Phrase = sizes("SECOND");
const zoned: Phrase = fc.oneof(sizes("MINUTE"), sizes("HOUR"), sizes("SECOND"));

const keys = fc.oneof(
  oneOf(""),
  listOf(2, "i", "s", "o", "b").map((list) => `${list}, `),
);
const having = oneOf("", "", "", " HAVING COUNT(*) > 1", " HAVING MAX(i) > 0");
const late = oneOf("w", "w", "w", "t");

const aggregated = (call: Phrase, table: Phrase) =>
  query(
    { call, table, keys, calls: calls(aggregateCall), where, having, time: oneOf("", "", ", window_time") },
    (q) =>
      `SELECT ${q.keys}window_start, window_end, ${q.calls} FROM ${windowOf(q.call, q.table)}${q.where} GROUP BY ${q.keys}window_start, window_end${q.time}${q.having}`,
  );

const bare = query(
  { call: windowCall, table: late, where },
  (q) => `SELECT id, s, window_start, window_end, window_time FROM ${windowOf(q.call, q.table)}${q.where}`,
);

const sets = query(
  {
    call: windowCall,
    table: late,
    by: oneOf("ROLLUP (i, s)", "CUBE (s, o)", "GROUPING SETS ((i), (s), ())"),
    calls: calls(aggregateCall, 2),
  },
  (q) => {
    const columns = ["i", "s", "o"].filter((key) => new RegExp(`\\b${key}\\b`).test(q.by.replace("SETS", "")));
    return `SELECT ${columns.join(", ")}, GROUPING(${columns[0]}) AS g, window_start, window_end, ${q.calls} FROM ${windowOf(q.call, q.table)} GROUP BY window_start, window_end, ${q.by}`;
  },
);

const sessions = query(
  {
    table: oneOf("w", "w", "t", "z"),
    by: oneOf("", "s", "o", "i"),
    gap: oneOf("1", "2", "4", "5", "10"),
    calls: calls(plainCall, 2),
    where: oneOf("", "", " WHERE i > 0", " WHERE o"),
  },
  (q) => {
    const [partition, key] = q.by === "" ? ["", ""] : [` PARTITION BY ${q.by}`, `${q.by}, `];
    return `SELECT ${key}window_start, window_end, ${q.calls} FROM SESSION(TABLE ${q.table}${partition}, DESCRIPTOR(ts), INTERVAL '${q.gap}' ${q.table === "z" ? "MINUTE" : "SECOND"})${q.where} GROUP BY ${key}window_start, window_end`;
  },
);

const nested = query(
  {
    inner: windowCall,
    outer: windowCall,
    table: late,
    key: oneOf("s", "o", "i"),
    call: oneOf("COUNT(*)", "SUM(CAST(i AS BIGINT))", "MAX(m)"),
  },
  (q) =>
    `SELECT window_start, window_end, COUNT(*) AS g, SUM(q) AS q, MAX(q) AS r FROM ${windowOf(q.outer, "h", "t0")} GROUP BY window_start, window_end`.replace(
      /^/,
      `WITH h AS (SELECT ${q.key} AS k, window_time AS t0, ${q.call} AS q FROM ${windowOf(q.inner, q.table)} GROUP BY ${q.key}, window_start, window_end, window_time) `,
    ),
);

const thenGrouped = query(
  { call: windowCall, table: late, key: oneOf("s", "o"), value: oneOf("COUNT(*)", "SUM(m)", "MAX(i)") },
  (q) =>
    `SELECT k, COUNT(*) AS n, SUM(q) AS q, MAX(window_end) AS hi FROM (SELECT ${q.key} AS k, window_start, window_end, ${q.value} AS q FROM ${windowOf(q.call, q.table)} GROUP BY ${q.key}, window_start, window_end) GROUP BY k`,
);

export const tableFunctionWindows: Phrase = fc.oneof(
  { weight: 6, arbitrary: aggregated(windowCall, late) },
  { weight: 1, arbitrary: bare },
  { weight: 1, arbitrary: sets },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: thenGrouped },
);
export const sessionWindows: Phrase = sessions;
export const zonedWindows: Phrase = fc.oneof(
  query(
    { call: zoned, keys: oneOf("", "s, ", "o, "), calls: calls(plainCall, 2) },
    (q) =>
      `SELECT ${q.keys}window_start, window_end, ${q.calls} FROM ${windowOf(q.call, "z")} GROUP BY ${q.keys}window_start, window_end`,
  ),
  query(
    { call: zoned },
    (q) => `SELECT id, window_start, window_end, CAST(window_time AS STRING) AS wt FROM ${windowOf(q.call, "z")}`,
  ),
  query(
    {
      values: listOf(
        4,
        "CAST(ts AS STRING)",
        "CAST(ts AS TIMESTAMP(3))",
        "CAST(ts AS DATE)",
        "EXTRACT(HOUR FROM ts)",
        "DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss')",
        "CAST(FLOOR(ts TO HOUR) AS STRING)",
        "CAST(FLOOR(ts TO DAY) AS STRING)",
        "CAST(ts + INTERVAL '1' HOUR AS STRING)",
        "CAST(CAST(CAST(ts AS TIMESTAMP(3)) AS TIMESTAMP_LTZ(3)) AS STRING)",
        "TIMESTAMPDIFF(MINUTE, ts, ts + INTERVAL '3' HOUR)",
      ),
    },
    (q) => `SELECT ${named(`id, ${q.values}`, "x")} FROM z`,
  ),
);

const groupCalls = fc.oneof(
  phrase`TUMBLE(ts, INTERVAL '${oneOf("1", "5", "10")}' SECOND)`,
  fc.constantFrom(
    "HOP(ts, INTERVAL '5' SECOND, INTERVAL '10' SECOND)",
    "HOP(ts, INTERVAL '2' SECOND, INTERVAL '6' SECOND)",
  ),
  phrase`SESSION(ts, INTERVAL '${oneOf("1", "2", "4", "10")}' SECOND)`,
);

export const groupWindows: Phrase = query(
  {
    call: groupCalls,
    table: oneOf("w", "w", "t"),
    keys,
    calls: calls(aggregateCall, 2),
    where,
    having,
    shown: listOf(2, "START", "END", "ROWTIME"),
  },
  (q) => {
    const [, name, rest] = /^(\w+)\((.*)\)$/.exec(q.call)!;
    const shown = q.shown.split(", ").map((part) => `${name}_${part}(${rest}) AS w_${part}`);
    return `SELECT ${q.keys}${shown.join(", ")}, ${q.calls} FROM ${q.table}${q.where} GROUP BY ${q.keys}${q.call}${q.having}`;
  },
);
