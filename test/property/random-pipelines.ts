// Random queries of queries: every relation has the same columns (i, b, d, m, s, o, ts), so that any construct goes on top of
// any other: joins over windows over unions, some of them as views. A tree says what is wanted; where a construct needs
// what its input lacks (a time attribute, rows that stay), a plainer one takes its place, so every tree has a query.
//
// Aggregates over relations that are not in the order of arrival do not depend on it; orders are total there.
import fc from "fast-check";
import {
  asofJoin,
  columnsOfBoth,
  intervalJoin,
  lateralJoin,
  latestJoin,
  lookupJoin,
  plainJoin,
  windowJoin,
} from "./pipeline-joins.ts";
import {
  BIG_VALUES,
  bare,
  COLUMNS,
  CONDITIONS,
  CONSTANTS,
  DECIMALS,
  DEFINES,
  DOUBLES,
  EMITS,
  FLAGS,
  GROUP_WINDOWS,
  KEYS,
  LOOKING_BACK,
  PATTERNS,
  PROCESSING_WINDOWS,
  pick,
  RESIDUALS,
  type Relation,
  SKIPS,
  TOTAL_ORDER,
  updating,
  VALUES,
  WINDOWS,
  WITHINS,
} from "./pipeline-parts.ts";
import { PLAIN, type RandomQuery } from "./random-queries.ts";

const UNARY = [
  ...["filter", "project", "distinct", "group", "group", "window", "window", "window", "table function", "sets"],
  ...["over", "time over", "top", "top", "dedup", "unnest", "match", "scalar", "window top"],
  ...["lookup join", "latest join", "processing time"],
] as const;
const BINARY = [
  ...[
    "join",
    "join",
    "interval join",
    "interval join",
    "window join",
    "temporal join",
    "temporal join",
    "asof join",
    "asof join",
  ],
  ...["union", "set", "in", "exists", "lateral"],
] as const;
const OPS = [...UNARY, ...BINARY];

interface Tree {
  readonly op: "t" | "u" | "w" | "values" | (typeof OPS)[number];
  /** What the construct chooses by. */
  readonly picks: readonly number[];
  readonly inputs: readonly Tree[];
}

export interface PipelineOptions {
  /** t and u take changes. */
  readonly changes: boolean;
  /** False: t and u have no time attribute, and constructs that need one become plainer ones, as any database has them. */
  readonly isTimed?: boolean;
  /** Late rows correct windows, which then are no rows that stay. */
  readonly hasLateness?: boolean;
}

const PICKS = 8;

export function randomPipelines({
  changes,
  isTimed = true,
  hasLateness = false,
}: PipelineOptions): fc.Arbitrary<RandomQuery & { readonly views: readonly string[] }> {
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc
        .constantFrom(...(["t", "t", "t", "u", "u", "w", "values"] as const))
        .map((op): Tree => ({ op, picks: [], inputs: [] })),
      node(UNARY, 1, tie("tree")),
      node(BINARY, 2, tie("tree")),
    ),
  }));
  const top = fc.oneof({ weight: 2, arbitrary: node(UNARY, 1, tree) }, { weight: 3, arbitrary: node(BINARY, 2, tree) });
  return fc.tuple(top, fc.nat({ max: 99 }), fc.nat({ max: 99 })).map(([root, end, emit]) => {
    const writer = new Writer(changes, isTimed, hasLateness);
    const { from, isInArrivalOrder } = writer.relation(root, emit);
    const sql = bare(from);
    const ending = pick(
      ["", "", "", "", "", `ORDER BY ${TOTAL_ORDER}`, `ORDER BY ts, ${TOTAL_ORDER.replace(", ts", "")} LIMIT 3`],
      end,
    );
    const hasEmit = sql.includes(" EMIT ");
    const first = ending === "" && !hasEmit && emit % 9 === 8 && isInArrivalOrder ? " LIMIT 3" : "";
    return {
      ...PLAIN,
      sql: ending === "" || hasEmit ? `${sql}${first}` : `SELECT ${COLUMNS} FROM ${from} ${ending}`,
      mayEndEarly: first !== "",
      isOrdered: ending !== "" && !hasEmit,
      takesChanges: true,
      views: writer.views,
    };
  });
}

function node(ops: readonly Tree["op"][], inputs: number, tree: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> {
  return fc.record({
    op: fc.constantFrom(...ops),
    picks: fc.array(fc.nat({ max: 999 }), { minLength: PICKS, maxLength: PICKS }),
    inputs: fc.array(tree, { minLength: inputs, maxLength: inputs }),
  });
}

class Writer {
  readonly views: string[] = [];
  readonly #changes: boolean;
  readonly #isTimed: boolean;
  readonly #hasLateness: boolean;

  constructor(changes: boolean, isTimed: boolean, hasLateness: boolean) {
    this.#hasLateness = hasLateness;
    this.#changes = changes;
    this.#isTimed = isTimed;
  }

  /** `emit`: of the outermost query. */
  relation(tree: Tree, emit = 0): Relation {
    const { op, picks } = tree;
    if (op === "w" && this.#isTimed) return { from: op, hasTime: true, isAppend: false, isInArrivalOrder: true };
    if (op === "values") return { from: CONSTANTS, hasTime: false, isAppend: true, isInArrivalOrder: true };
    if (op === "t" || op === "u" || op === "w") {
      const from = op === "w" ? "u" : op;
      return { from, hasTime: this.#isTimed, isAppend: !this.#changes, isInArrivalOrder: true };
    }
    const inputs = tree.inputs.map((input) => this.relation(input));
    const [left] = inputs;
    // Now and then both sides are one.
    const right = inputs.length < 2 || picks[7] % 6 === 5 ? left : inputs[1];
    const made = this.#corrected(
      op,
      inputs.length === 1 ? this.#unary(op, left, picks, emit) : this.#binary(op, left, right, picks),
    );
    return picks[6] % 4 === 3 ? { ...made, from: this.#view(made.from) } : made;
  }

  /** Aggregates of windows change with late rows. */
  #corrected(op: Tree["op"], made: Relation): Relation {
    const isCorrected = this.#hasLateness && (op === "window" || op === "sets");
    return isCorrected ? { ...made, hasTime: false, isAppend: false } : made;
  }

  #view(from: string): string {
    const name = `v${this.views.length}`;
    this.views.push(`CREATE TEMPORARY VIEW ${name} AS ${bare(from)}`);
    return name;
  }

  /** What databases without streams know too is made by `unary`. */
  #unary(op: Tree["op"], input: Relation, picks: readonly number[], emit: number): Relation {
    if (!this.#isTimed) return unary(op, input, picks, emit);
    switch (op) {
      case "lookup join":
        return lookupJoin(input, picks);
      case "latest join":
        return input.isAppend && input.isInArrivalOrder ? latestJoin(input, picks) : lookupJoin(input, picks);
      case "processing time":
        return processingWindows(input, picks);
      default:
        return unary(op, input, picks, emit);
    }
  }

  #binary(op: Tree["op"], left: Relation, right: Relation, picks: readonly number[]): Relation {
    const canFollow = left.hasTime && left.isAppend && right.hasTime && right.isAppend;
    switch (op) {
      case "interval join":
        return canFollow ? intervalJoin(left, right, picks) : plainJoin(left, right, picks);
      case "window join":
        return canFollow ? windowJoin(left, right, picks) : plainJoin(left, right, picks);
      case "temporal join":
        return canFollow && right.isInArrivalOrder
          ? this.#temporalJoin(left, right, picks)
          : plainJoin(left, right, picks);
      case "asof join":
        return this.#isTimed ? asofJoin(left, right, picks) : plainJoin(left, right, picks);
      case "lateral":
        return lateralJoin(left, right, picks);
      case "union":
        return {
          from: `(SELECT ${COLUMNS} FROM ${left.from} UNION ALL SELECT ${COLUMNS} FROM ${right.from})`,
          hasTime: left.hasTime && right.hasTime,
          isAppend: left.isAppend && right.isAppend,
          isInArrivalOrder: left.isInArrivalOrder && right.isInArrivalOrder && left !== right,
        };
      case "set": {
        const operator = pick(["INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL", "UNION"], picks[0]);
        return updating(`SELECT ${COLUMNS} FROM ${left.from} ${operator} SELECT ${COLUMNS} FROM ${right.from}`);
      }
      case "in": {
        const column = pick(["i", "s", "b", "m", "o"], picks[0]);
        const not = pick(["", "NOT "], picks[1]);
        const where = pick(["", " WHERE r.o", " WHERE r.i IS NOT NULL", " WHERE r.s = l.s"], picks[2]);
        return updating(
          `SELECT ${COLUMNS} FROM ${left.from} AS l WHERE l.${column} ${not}IN (SELECT r.${column} FROM ${right.from} AS r${where})`,
        );
      }
      case "exists": {
        const not = pick(["", "NOT "], picks[1]);
        return updating(
          `SELECT ${COLUMNS} FROM ${left.from} AS l WHERE ${not}EXISTS (SELECT 1 FROM ${right.from} AS r WHERE ${pick(KEYS, picks[0])}${pick(RESIDUALS, picks[2])})`,
        );
      }
      default:
        return plainJoin(left, right, picks);
    }
  }

  #temporalJoin(left: Relation, right: Relation, picks: readonly number[]): Relation {
    const table = pick([null, null, "x", "w"], picks[5]);
    const key = table === null ? pick(["s", "i"], picks[0]) : "i";
    const versions =
      table ??
      this.#view(
        `(SELECT ${COLUMNS} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY ts DESC) AS rn FROM ${right.from}) WHERE rn = 1)`,
      );
    const on = `l.${key} = r.${key}${pick(["", "", " AND l.o", " AND r.i > 0"], picks[2])}`;
    return {
      from: `(SELECT ${columnsOfBoth("l", picks[3])} FROM ${left.from} AS l ${pick(["JOIN", "LEFT JOIN"], picks[1])} ${versions} FOR SYSTEM_TIME AS OF l.ts AS r ON ${on})`,
      hasTime: true,
      isAppend: true,
      isInArrivalOrder: false,
    };
  }
}

function unary(op: Tree["op"], input: Relation, picks: readonly number[], emit: number): Relation {
  const { from, hasTime, isAppend, isInArrivalOrder } = input;
  const canFollow = hasTime && isAppend;
  const where = pick(["", "", ` WHERE ${pick(CONDITIONS, picks[5])}`], picks[4]);
  switch (op) {
    case "filter":
      return { ...input, from: `(SELECT ${COLUMNS} FROM ${from} WHERE ${pick(CONDITIONS, picks[0])})` };
    case "project": {
      const i = pick(["i + 1", "COALESCE(i, 0)", "CASE WHEN o THEN i END", "CHAR_LENGTH(s)"], picks[0]);
      const s = pick(["UPPER(s)", "COALESCE(s, 'none')", "SUBSTRING(s, 2)", "s"], picks[1]);
      return { ...input, from: `(SELECT ${i} AS i, b, d, m, ${s} AS s, NOT o AS o, ts FROM ${from}${where})` };
    }
    case "distinct":
      return { ...updating(`SELECT DISTINCT ${COLUMNS} FROM ${from}${where}`), isAppend };
    case "window":
      return hasTime ? windowGroups(input, picks, emit, where) : groups(input, picks, where);
    case "table function":
      if (!canFollow) return groups(input, picks, where);
      return {
        ...input,
        from: `(SELECT i, b, d, m, s, o, window_time AS ts FROM ${pick(WINDOWS, picks[0]).replace("$t", from)}${where})`,
        isInArrivalOrder: false,
      };
    case "sets":
      return groupingSets(input, picks, where);
    case "over":
      return over(input, picks, where);
    case "time over":
      return canFollow && isInArrivalOrder ? timeOver(input, picks, where) : over(input, picks, where);
    case "top":
      return top(input, picks, where);
    case "dedup": {
      if (!canFollow || !isInArrivalOrder) return top(input, picks, where);
      const key = pick(["PARTITION BY s ", "PARTITION BY i, o ", ""], picks[0]);
      const isLast = picks[1] % 2 === 1;
      const sql = `SELECT ${COLUMNS} FROM (SELECT *, ROW_NUMBER() OVER (${key}ORDER BY ts${isLast ? " DESC" : ""}) AS rn FROM ${from}${where}) WHERE rn = 1`;
      return { ...updating(sql), isAppend: !isLast, hasTime: !isLast };
    }
    case "window top":
      return hasTime && isAppend ? windowTop(input, picks, where) : top(input, picks, where);
    case "unnest":
      return unnest(input, picks, where);
    case "match":
      return canFollow ? match(input, picks) : groups(input, picks, where);
    case "scalar":
      return updating(
        `SELECT i, (SELECT ${pick(["COUNT(*)", "MAX(b)", "SUM(CAST(i AS BIGINT))"], picks[0])} FROM ${from} AS q${pick(["", " WHERE q.s = p.s", " WHERE q.i = p.i AND q.o"], picks[1])}) AS b, d, m, s, o, ts FROM ${from} AS p${where}`,
      );
    default:
      return groups(input, picks, where);
  }
}

function aggregates(picks: readonly number[]): string {
  return [VALUES, BIG_VALUES, DOUBLES, DECIMALS].map((choices, n) => pick(choices, picks[n])).join(", ");
}

function groups({ from }: Relation, picks: readonly number[], where: string): Relation {
  const having = pick(["", "", " HAVING COUNT(*) > 1", " HAVING MIN(i) < 2", " HAVING MAX(s) IS NOT NULL"], picks[5]);
  const flag = pick(FLAGS, picks[0]);
  const key = pick(["s", "s", "UPPER(s)", ""], picks[1]);
  const sql = `SELECT ${aggregates(picks)}, ${key === "" ? "MIN(s)" : key} AS s, ${flag}, MAX(ts) AS ts FROM ${from}${where}${key === "" ? "" : ` GROUP BY ${key}`}${having}`;
  return updating(sql);
}

/** The clock of a run stands still, so all rows are in the windows of one instant. */
function processingWindows({ from, isAppend }: Relation, picks: readonly number[]): Relation {
  const call = pick(isAppend ? PROCESSING_WINDOWS : PROCESSING_WINDOWS.slice(1), picks[2]);
  const sql = `SELECT ${aggregates(picks)}, s, ${pick(FLAGS, picks[0])}, MAX(ts) AS ts FROM ${call.replace("$t", `(SELECT *, PROCTIME() AS pt FROM ${from})`)} GROUP BY s, window_start, window_end`;
  return updating(sql);
}

function windowGroups(input: Relation, picks: readonly number[], emit: number, where: string): Relation {
  const { from, isAppend } = input;
  const flag = pick(FLAGS, picks[0]);
  const made = { hasTime: true, isAppend: true, isInArrivalOrder: false };
  if (picks[6] % 5 === 4) {
    const { call, time } = pick(GROUP_WINDOWS, picks[2]);
    const sql = `SELECT ${aggregates(picks)}, s, ${flag}, ${call.replace(/^\w+/, time)} AS ts FROM ${from}${where} GROUP BY s, ${call}`;
    return { ...made, from: `(${sql})` };
  }
  const windows = isAppend ? WINDOWS : WINDOWS.filter((one) => !one.startsWith("SESSION"));
  const call = pick(windows, picks[2]);
  const emitted = pick(EMITS, emit);
  const key = pick(["s", "s", "MIN(s)"], picks[3]);
  const keys = key === "s" ? "s, " : "";
  const sql = `SELECT ${aggregates(picks)}, ${key} AS s, ${flag}, window_time AS ts FROM ${call.replace("$t", from)}${where} GROUP BY ${keys}window_start, window_end, window_time${emitted}`;
  return { ...made, from: `(${sql})` };
}

function groupingSets(input: Relation, picks: readonly number[], where: string): Relation {
  const sets = pick(
    ["ROLLUP (s, o)", "CUBE (s, o)", "GROUPING SETS ((s, o), (s), ())", "GROUPING SETS ((s), (o))"],
    picks[0],
  );
  const values = `CAST(GROUPING(s) AS INT) AS i, ${pick(
    BIG_VALUES.filter((v) => !v.includes("FILTER")),
    picks[1],
  )}, ${pick(DOUBLES, picks[2])}, ${pick(DECIMALS, picks[3])}, s, o`;
  if (input.hasTime && input.isAppend && picks[4] % 2 === 1) {
    const call = pick(WINDOWS, picks[1]).replace("$t", input.from);
    const sql = `SELECT ${values}, window_time AS ts FROM ${call} GROUP BY window_start, window_end, window_time, ${sets}`;
    return { from: `(${sql})`, hasTime: true, isAppend: true, isInArrivalOrder: false };
  }
  return updating(`SELECT ${values}, MAX(ts) AS ts FROM ${input.from}${where} GROUP BY ${sets}`);
}

const FRAMED = ["COUNT(*)", "SUM(CAST(i AS BIGINT))", "MIN(b)", "COUNT(DISTINCT i)"];

function over({ from }: Relation, picks: readonly number[], where: string): Relation {
  const partition = pick(["", "PARTITION BY s ", "PARTITION BY o "], picks[0]);
  const order = pick([TOTAL_ORDER, `ts DESC, ${TOTAL_ORDER.replace(", ts", "")}`], picks[1]);
  const frame = pick(
    ["", " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING"],
    picks[2],
  );
  const number = pick(
    ["ROW_NUMBER() OVER (%)", "RANK() OVER (%)", "LAG(i) OVER (%)", "LEAD(i, 2, -1) OVER (%)", "NTILE(2) OVER (%)"],
    picks[3],
  );
  const framed = `${pick(FRAMED, picks[4])} OVER (${partition}ORDER BY ${order}${frame})`;
  const ranked = number.replace("%", `${partition}ORDER BY ${order}`);
  return updating(`SELECT CAST(${ranked} AS INT) AS i, ${framed} AS b, d, m, s, o, ts FROM ${from}${where}`);
}

function timeOver({ from }: Relation, picks: readonly number[], where: string): Relation {
  const partition = pick(["", "PARTITION BY s ", "PARTITION BY o "], picks[0]);
  const frame = pick(
    [
      ...[
        "",
        " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
        " RANGE BETWEEN INTERVAL '3' SECOND PRECEDING AND CURRENT ROW",
      ],
      " RANGE BETWEEN INTERVAL '2' SECOND PRECEDING AND INTERVAL '1' SECOND FOLLOWING",
    ],
    picks[2],
  );
  const framed = `${pick(FRAMED, picks[3])} OVER (${partition}ORDER BY ts${frame})`;
  const i = pick(["i", "LAG(i) OVER (%)", "CAST(ROW_NUMBER() OVER (%) AS INT)", "FIRST_VALUE(i) OVER (%)"], picks[1]);
  const sql = `SELECT ${i.replace("%", `${partition}ORDER BY ts`)} AS i, ${framed} AS b, d, m, s, o, ts FROM ${from}${where}`;
  return { from: `(${sql})`, hasTime: !frame.includes("FOLLOWING"), isAppend: true, isInArrivalOrder: false };
}

function top({ from }: Relation, picks: readonly number[], where: string): Relation {
  const partition = pick(["", "PARTITION BY s ", "PARTITION BY o, s "], picks[0]);
  const order = pick([TOTAL_ORDER, `ts DESC, ${TOTAL_ORDER.replace(", ts", "")}`, `m DESC, ${TOTAL_ORDER}`], picks[1]);
  const rank = pick(["ROW_NUMBER", "ROW_NUMBER", "RANK", "DENSE_RANK"], picks[2]);
  const range = pick(["= 1", "<= 2", "< 4", "BETWEEN 2 AND 3"], picks[3]);
  if (picks[5] % 3 === 2) {
    return updating(
      `SELECT ${COLUMNS} FROM ${from}${where} QUALIFY ${rank}() OVER (${partition}ORDER BY ${order}) ${range}`,
    );
  }
  const shown = picks[5] % 3 === 1 ? "CAST(rn AS INT) AS i" : "i";
  return updating(
    `SELECT ${shown}, b, d, m, s, o, ts FROM (SELECT *, ${rank}() OVER (${partition}ORDER BY ${order}) AS rn FROM ${from}${where}) WHERE rn ${range}`,
  );
}

function windowTop({ from }: Relation, picks: readonly number[], where: string): Relation {
  const call = pick(WINDOWS, picks[0]).replace("$t", from);
  const rank = pick(["ROW_NUMBER", "RANK"], picks[2]);
  const key = pick(["", ", s"], picks[1]);
  const sql = `SELECT i, b, d, m, s, o, window_time AS ts FROM (SELECT *, ${rank}() OVER (PARTITION BY window_start, window_end${key} ORDER BY ${TOTAL_ORDER}) AS rn FROM ${call}${where}) WHERE rn ${pick(["= 1", "<= 2"], picks[3])}`;
  return { from: `(${sql})`, hasTime: true, isAppend: true, isInArrivalOrder: false };
}

function unnest(input: Relation, picks: readonly number[], where: string): Relation {
  const list = pick(["ARRAY[s, 'k', UPPER(s)]", "CASE WHEN o THEN ARRAY[s, 'a'] END", "SPLIT(s, ',')"], picks[0]);
  const join = pick(["CROSS JOIN UNNEST(%)$ AS e (#)", "LEFT JOIN UNNEST(%)$ AS e (#) ON TRUE"], picks[1]);
  const isNumbered = picks[2] % 2 === 1;
  const joined = join
    .replace("%", list)
    .replace("$", isNumbered ? " WITH ORDINALITY" : "")
    .replace("#", isNumbered ? "x, n" : "x");
  const sql = `SELECT i, ${isNumbered ? "CAST(n AS BIGINT) AS b" : "b"}, d, m, x AS s, o, ts FROM ${input.from} ${joined}${where}`;
  return { ...input, from: `(${sql})`, isInArrivalOrder: false };
}

function match({ from, isInArrivalOrder }: Relation, picks: readonly number[]): Relation {
  const pattern = pick(PATTERNS, picks[0]);
  const names = ["A", "B", "C", "D"].filter((name) => pattern.includes(name));
  const last = names[names.length - 1];
  const defines = names.slice(picks[1] % 2).map((name, n) => {
    const back = pick(LOOKING_BACK, picks[2] + n).replaceAll("$v", name);
    const plain = pick(DEFINES, picks[3] + n);
    return `${name} AS ${(picks[4] + n) % 3 === 2 ? back : plain}`;
  });
  const measures = [
    pick(["FIRST(A.i) AS i", "LAST(i) AS i", "CAST(COUNT(*) AS INT) AS i"], picks[5]),
    pick(["COUNT(*) AS b", "SUM(CAST(A.i AS BIGINT)) AS b", "MATCH_NUMBER() AS b", `MAX(${last}.b) AS b`], picks[4]),
    "AVG(d) AS d",
    "SUM(A.m) AS m",
    pick(["CLASSIFIER() = 'A' AS o", "LAST(o) AS o"], picks[3]),
    "MATCH_ROWTIME() AS ts",
  ];
  const order = isInArrivalOrder ? "ts" : `ts, ${TOTAL_ORDER.replace(", ts", "")}`;
  const all = picks[7] % 3 === 2;
  const shown = all ? measures.map((m, n) => m.replace(/AS \w+$/, `AS x${n}`)) : measures;
  const columns = all ? "x0 AS i, x1 AS b, x2 AS d, x3 AS m, s, x4 AS o, x5 AS ts" : COLUMNS;
  const sql = `SELECT ${columns} FROM ${from} MATCH_RECOGNIZE (PARTITION BY s ORDER BY ${order} MEASURES ${shown.join(", ")} ${all ? "ALL ROWS" : "ONE ROW"} PER MATCH AFTER MATCH SKIP ${pick(SKIPS, picks[6])} PATTERN (${pattern})${pick(WITHINS, picks[2])} DEFINE ${defines.length === 0 ? `${last} AS i > 0` : defines.join(", ")})`;
  return { from: `(${sql})`, hasTime: true, isAppend: true, isInArrivalOrder: false };
}
