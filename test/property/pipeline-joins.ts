// Joins of random-pipelines.ts.
import {
  COLUMNS,
  KEYS,
  pick,
  RESIDUALS,
  type Relation,
  TOTAL_ORDER,
  TYPES,
  updating,
  WINDOWS,
} from "./pipeline-parts.ts";

const COLUMN_NAMES: ReadonlySet<string> = new Set(COLUMNS.split(", "));

export function columnsOfBoth(time: string, n: number): string {
  const others = pick(
    [
      "l.i, r.b, l.d, r.m, l.s, r.o",
      "r.i, l.b, r.d, l.m, COALESCE(l.s, r.s) AS s, l.o",
      "l.i, l.b, r.d, r.m, r.s, l.o",
    ],
    n,
  );
  return `${others}, ${time}.ts`;
}

export function plainJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
  const type = pick(TYPES, picks[1]);
  const where = pick(["", "", "", " WHERE l.i > 0", " WHERE r.o", " WHERE r.s IS NULL"], picks[4]);
  const on = pick([...KEYS, "l.i < r.i"], picks[0]);
  // Longer than a run.
  const hint = pick(["", "", "/*+ STATE_TTL('l' = '1 h', 'r' = '2 h') */ "], picks[6]);
  return updating(
    `SELECT ${hint}${columnsOfBoth(pick(["l", "r"], picks[5]), picks[3])} FROM ${left.from} AS l ${type} ${right.from} AS r ON ${on}${pick(RESIDUALS, picks[2])}${where}`,
  );
}

export function intervalJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
  const type = pick(TYPES, picks[1]);
  const bound = pick(
    [
      "l.ts BETWEEN r.ts - INTERVAL '3' SECOND AND r.ts + INTERVAL '2' SECOND",
      "r.ts BETWEEN l.ts AND l.ts + INTERVAL '5' SECOND",
      "l.ts = r.ts",
      "l.ts > r.ts - INTERVAL '4' SECOND AND l.ts < r.ts - INTERVAL '1' SECOND",
      "l.ts >= r.ts AND l.ts <= r.ts + INTERVAL '10' SECOND",
    ],
    picks[4],
  );
  return {
    from: `(SELECT ${columnsOfBoth("l", picks[3])} FROM ${left.from} AS l ${type} ${right.from} AS r ON ${pick(KEYS, picks[0])} AND ${bound}${pick(RESIDUALS, picks[2])})`,
    hasTime: type === "JOIN" || type === "LEFT JOIN",
    isAppend: true,
    isInArrivalOrder: false,
  };
}

export function asofJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
  const type = pick(["ASOF JOIN", "LEFT ASOF JOIN"], picks[1]);
  const key = pick(["l.s = r.s", "l.o = r.o", "l.s = r.s AND l.i = r.i"], picks[0]);
  const operator = pick([">=", ">", "<=", "<"], picks[2]);
  const isByTime = picks[4] % 3 > 0;
  const columns =
    isByTime && right.isInArrivalOrder ? columnsOfBoth("l", picks[3]) : COLUMNS.replaceAll(/\w+/g, "l.$&");
  const sql = `SELECT ${columns} FROM ${left.from} AS l ${type} ${right.from} AS r ON ${key} AND l.${isByTime ? "ts" : "i"} ${operator} r.${isByTime ? "ts" : "i"}`;
  const isFinal = isByTime && left.hasTime && left.isAppend && right.hasTime && right.isAppend;
  return {
    ...updating(sql),
    isAppend: isFinal,
    hasTime: isFinal && operator.startsWith(">"),
  };
}

export function windowJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
  const window = pick(
    WINDOWS.filter((call) => !call.startsWith("SESSION")),
    picks[4],
  );
  const side = ({ from }: Relation): string => `(SELECT * FROM ${window.replace("$t", from)})`;
  const on = `l.window_start = r.window_start AND l.window_end = r.window_end AND ${pick(KEYS, picks[0])}${pick(RESIDUALS, picks[2])}`;
  const not = pick(["", "NOT "], picks[3]);
  if (picks[5] % 4 === 3) {
    return {
      from: `(SELECT i, b, d, m, s, o, window_time AS ts FROM ${side(left)} AS l WHERE ${not}EXISTS (SELECT 1 FROM ${side(right)} AS r WHERE ${on}))`,
      hasTime: true,
      isAppend: true,
      isInArrivalOrder: false,
    };
  }
  const type = pick(TYPES, picks[1]);
  const columns = columnsOfBoth("l", picks[3]).replace("l.ts", "l.window_time AS ts");
  return {
    from: `(SELECT ${columns} FROM ${side(left)} AS l ${type} ${side(right)} AS r ON ${on})`,
    hasTime: type === "JOIN" || type === "LEFT JOIN",
    isAppend: true,
    isInArrivalOrder: false,
  };
}

/** With y, which is outside. */
export function lookupJoin(left: Relation, picks: readonly number[]): Relation {
  const key = pick(["l.s = r.s", "l.i = r.i", "l.s = r.s AND l.o = r.o", "r.s = UPPER(l.s)"], picks[0]);
  const residual = pick(["", "", " AND l.i < r.i", " AND r.o", " AND l.o"], picks[2]);
  const where = pick(["", "", "", " WHERE l.i > 0", " WHERE r.o", " WHERE r.s IS NULL"], picks[4]);
  return {
    ...left,
    from: `(SELECT ${columnsOfBoth("l", picks[3])} FROM ${left.from} AS l ${pick(["JOIN", "LEFT JOIN"], picks[1])} y FOR SYSTEM_TIME AS OF PROCTIME() AS r ON ${key}${residual}${where})`,
  };
}

/** With the rows of w that are there. */
export function latestJoin(left: Relation, picks: readonly number[]): Relation {
  const residual = pick(["", "", " AND l.o", " AND r.i > 0"], picks[2]);
  return {
    ...left,
    from: `(SELECT ${columnsOfBoth("l", picks[3])} FROM ${left.from} AS l ${pick(["JOIN", "LEFT JOIN"], picks[1])} w FOR SYSTEM_TIME AS OF PROCTIME() AS r ON l.i = r.i${residual})`,
    hasTime: false,
  };
}

export function lateralJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
  const condition = pick(["r.s = l.s", "r.i = l.i", "r.s = l.s AND r.o"], picks[0]);
  const from = `FROM ${right.from} AS r WHERE ${condition}`;
  const query = pick(
    [
      `SELECT r.i, r.b ${from}`,
      `SELECT MAX(r.b) AS b, MIN(r.i) AS i ${from} GROUP BY r.s`,
      `SELECT r.i, r.b ${from} ORDER BY ${TOTAL_ORDER.replaceAll(/(\w+)/g, (name: string) => (COLUMN_NAMES.has(name) ? `r.${name}` : name))} LIMIT 2`,
    ],
    picks[2],
  );
  const join = pick(["CROSS JOIN LATERAL $q AS q", "LEFT JOIN LATERAL $q AS q ON TRUE"], picks[1]);
  return updating(
    `SELECT q.i, q.b, l.d, l.m, l.s, l.o, l.ts FROM ${left.from} AS l ${join.replace("$q", `(${query})`)}`,
  );
}
