// What the constructs of random-pipelines.ts are made of: relations, and lists to choose from.

/** What stands in FROM, and what a construct above may ask of it. */
export interface Relation {
  /** A name, or a query in parentheses. */
  readonly from: string;
  /** ts is a time attribute. */
  readonly hasTime: boolean;
  readonly isAppend: boolean;
  /** Rows of equal time have a known order of arrival. */
  readonly isInArrivalOrder: boolean;
}

export const COLUMNS = "i, b, d, m, s, o, ts";
export const TOTAL_ORDER = "i NULLS FIRST, b, d NULLS FIRST, m, s NULLS FIRST, o, ts";
export function pick<T>(choices: readonly T[], n: number): T {
  return choices[n % choices.length];
}

/** A query without the parentheses around it. */
export function bare(from: string): string {
  return from.startsWith("(") ? from.slice(1, -1) : `SELECT ${COLUMNS} FROM ${from}`;
}

export function updating(sql: string): Relation {
  return { from: `(${sql})`, hasTime: false, isAppend: false, isInArrivalOrder: false };
}

/** Rows that a query writes down itself. */
export const CONSTANTS =
  "(SELECT i, CAST(b AS BIGINT) AS b, CAST(d AS DOUBLE) AS d, CAST(m AS DECIMAL(12, 2)) AS m, s, o, CAST(ts AS TIMESTAMP(3)) AS ts FROM (VALUES (1, 2, 0.5, 1.25, 'a', TRUE, TIMESTAMP '1970-01-01 00:00:03'), (2, NULL, 2.5, 3, 'b', FALSE, TIMESTAMP '1970-01-01 00:00:07'), (NULL, 9007199254740993, 1, 0, 'ab', NULL, TIMESTAMP '1970-01-01 00:00:12')) AS c (i, b, d, m, s, o, ts))";
export const CONDITIONS = [
  ...["i > 0", "o", "s = 'a'", "b IS NOT NULL", "d < 2", "m >= 1.5", "s LIKE '%a%'", "i IS NULL OR o", "NOT o"],
  ...[
    "ts >= TIMESTAMP '1970-01-01 00:00:05'",
    "b > 9007199254740992",
    "i <> 1",
    "s IS NULL OR s <> 'b'",
    "i IN (1, 2, 3)",
  ],
];
export const VALUES = [...["MAX(i) AS i", "MIN(i) AS i", "CAST(COUNT(DISTINCT s) AS INT) AS i"]] as const;
export const BIG_VALUES = [
  "COUNT(*) AS b",
  "SUM(CAST(i AS BIGINT)) AS b",
  "MIN(b) AS b",
  "COUNT(DISTINCT i) AS b",
  "COUNT(*) FILTER (WHERE o) AS b",
];
export const DOUBLES = ["SUM(d) AS d", "MIN(d) AS d", "MAX(d) AS d", "AVG(d) AS d"];
export const DECIMALS = ["SUM(m) AS m", "MAX(m) AS m", "SUM(m) FILTER (WHERE i > 0) AS m"];
export const FLAGS = ["BOOL_OR(o) AS o", "BOOL_AND(o) AS o", "COUNT(*) > 1 AS o"];
export const KEYS = [
  ...["l.i = r.i", "l.s = r.s", "l.b = r.b", "l.m = r.m", "l.i = r.b", "l.s = r.s AND l.i = r.i", "l.d = r.d"],
  ...["l.s IS NOT DISTINCT FROM r.s", "l.o = r.o", "l.i IS NOT DISTINCT FROM r.i AND l.o = r.o", "UPPER(l.s) = r.s"],
];
export const RESIDUALS = [
  "",
  "",
  " AND l.i < r.i",
  " AND (l.o OR r.i > 1)",
  " AND l.m > r.d",
  " AND l.ts <= r.ts",
  " AND r.o",
  " AND l.i > 0",
];
export const TYPES = ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"];
export const WINDOWS = [
  "TUMBLE(TABLE $t, DESCRIPTOR(ts), INTERVAL '5' SECOND)",
  "TUMBLE(TABLE $t, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '2' SECOND)",
  "HOP(TABLE $t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)",
  "HOP(TABLE $t, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '6' SECOND, INTERVAL '1' SECOND)",
  "CUMULATE(TABLE $t, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '8' SECOND)",
  "CUMULATE(TABLE $t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND, INTERVAL '-1' SECOND)",
  "SESSION(TABLE $t PARTITION BY s, DESCRIPTOR(ts), INTERVAL '3' SECOND)",
  "SESSION(TABLE $t, DESCRIPTOR(ts), INTERVAL '2' SECOND)",
];
export const GROUP_WINDOWS = [
  { call: "TUMBLE(ts, INTERVAL '5' SECOND)", time: "TUMBLE_ROWTIME" },
  { call: "HOP(ts, INTERVAL '2' SECOND, INTERVAL '6' SECOND)", time: "HOP_ROWTIME" },
  { call: "SESSION(ts, INTERVAL '3' SECOND)", time: "SESSION_ROWTIME" },
];
export const EMITS = [
  "",
  "",
  "",
  " EMIT CHANGES",
  " EMIT ON WINDOW CLOSE",
  " EMIT AFTER WATERMARK DELAY INTERVAL '3' SECOND",
];
export const PATTERNS = ["A B", "A+ B", "A B* C", "A B+? C", "A (B | C) D?", "A{2,3} B", "(A | B)+ C", "A B? C+? D"];
export const SKIPS = ["PAST LAST ROW", "TO NEXT ROW", "PAST LAST ROW"];
export const WITHINS = ["", "", " WITHIN INTERVAL '6' SECOND"];
export const DEFINES = ["i > 0", "i < 3", "o", "b IS NULL OR b > 1", "s <> 'a' OR i > 1"];
export const LOOKING_BACK = [
  "i >= LAST($v.i, 1)",
  "i > LAST($v.i, 1)",
  "SUM($v.i) < 6",
  "COUNT($v.i) < 3",
  "i < FIRST($v.i) + 4",
];

/** Of processing time; the first not over rows that change. */
export const PROCESSING_WINDOWS = [
  "SESSION(TABLE $t PARTITION BY s, DESCRIPTOR(pt), INTERVAL '5' SECOND)",
  "TUMBLE(TABLE $t, DESCRIPTOR(pt), INTERVAL '10' SECOND)",
  "HOP(TABLE $t, DESCRIPTOR(pt), INTERVAL '5' SECOND, INTERVAL '10' SECOND)",
  "CUMULATE(TABLE $t, DESCRIPTOR(pt), INTERVAL '2' SECOND, INTERVAL '8' SECOND)",
];
