// A case of a property: tables with rows, a query, and the settings that both evaluators take. Prints as SQL and rows, so
// that a failure can be read and repeated by hand.
import fc from "fast-check";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { LaneRow } from "./lanes-connector.ts";
import { type RandomQuery, randomQueries } from "./random-queries.ts";
import { COLUMNS, cells, times } from "./random-values.ts";

export interface RandomCase extends RandomQuery {
  readonly setup: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly tables: ReadonlyMap<string, readonly LaneRow[]>;
  /** The reference, too, lets aggregates assign their windows: filters in between come first. */
  readonly assignsWindows?: boolean;
}

export interface CaseOptions {
  /** Rows change and go (a retracting source). */
  readonly changes?: boolean;
  /** Expressions that fail, and what becomes of such rows. */
  readonly onError?: "fail" | "skip";
  /** Times ascend, none is NULL: nothing is late. */
  readonly inOrder?: boolean;
  readonly rowsMax?: number;
  readonly queries?: fc.Arbitrary<RandomQuery>;
}

/** `key`: the column of the primary key. */
export function tableSql(name: string, delaySeconds: number, options: string, key: string | null = null): string {
  const columns = COLUMNS.map(
    (column) => `${column.name} ${column.sqlType}${column.name === key ? " NOT NULL" : ""}`,
  ).join(", ");
  const keyed = key === null ? "" : `, PRIMARY KEY (${key}) NOT ENFORCED`;
  return `CREATE TABLE ${name} (${columns}, ts TIMESTAMP(3)${keyed}, WATERMARK FOR ts AS ts - INTERVAL '${delaySeconds}' SECOND) WITH ('connector' = 'lanes'${options})`;
}

export function randomCases(options: CaseOptions = {}): fc.Arbitrary<RandomCase> {
  const { changes = false, onError, rowsMax = 14 } = options;
  const queries = options.queries ?? randomQueries({ canFail: onError !== undefined, onlyUpdating: changes });
  const rows = changes ? changedRows(rowsMax) : laneRows(rowsMax, options.inOrder === true);
  return fc
    .record({
      query: queries,
      t: rows,
      u: laneRows(Math.ceil(rowsMax / 2), options.inOrder === true),
      delays: fc.tuple(fc.constantFrom(0, 2, 5), fc.constantFrom(0, 3)),
      nullTimes: fc.constantFrom("drop", "late"),
      lateness: fc.constantFrom("0 s", "0 s", "4 s"),
    })
    .map(({ query, t, u, delays, nullTimes, lateness }) => {
      const nulls = `, 'rowtime.null' = '${nullTimes}'`;
      return printable({
        ...query,
        setup: [
          tableSql("t", delays[0], `${nulls}${changes ? ", 'changelog-mode' = 'retract'" : ""}`),
          tableSql("u", delays[1], nulls),
        ],
        settings: {
          "table.local-time-zone": "UTC",
          "window.allowed-lateness": changes ? "0 s" : lateness,
          ...(onError === undefined ? {} : { "execution.on-error": onError }),
        },
        tables: new Map([
          ["t", t],
          ["u", u],
        ]),
      });
    });
}

export function laneRows(max: number, inOrder: boolean): fc.Arbitrary<readonly LaneRow[]> {
  const time = inOrder
    ? times
    : fc.oneof({ weight: 15, arbitrary: times }, { weight: 1, arbitrary: fc.constant(null) });
  const row = fc.tuple(cells, time, inOrder ? fc.constant("l0") : fc.constantFrom("l0", "l0", "l0", "l1"));
  return fc.array(row, { maxLength: max }).map((list) => {
    const sorted = inOrder ? [...list].sort((a, b) => Number(a[1]) - Number(b[1])) : list;
    return sorted.map(([values, ms, lane]): LaneRow => ({ lane, kind: "+I", values: [...values, ms] }));
  });
}

/** What one step does to the rows that are there: adds one, takes one away, or changes one. */
const step = fc.record({
  act: fc.constantFrom("add", "add", "add", "delete", "update"),
  values: fc.tuple(cells, times),
  at: fc.nat({ max: 99 }),
});

export function changedRows(max: number): fc.Arbitrary<readonly LaneRow[]> {
  return fc.array(step, { maxLength: max }).map((steps) => {
    const live: (readonly Scalar[])[] = [];
    const rows: LaneRow[] = [];
    const put = (kind: LaneRow["kind"], values: readonly Scalar[]) => rows.push({ lane: "l0", kind, values });
    for (const { act, values, at } of steps) {
      const row = [...values[0], values[1]];
      if (act === "add" || live.length === 0) {
        live.push(row);
        put("+I", row);
        continue;
      }
      const [old] = live.splice(at % live.length, 1);
      put(act === "delete" ? "-D" : "-U", old);
      if (act === "delete") continue;
      live.push(row);
      put("+U", row);
    }
    return rows;
  });
}

export function printable(one: RandomCase): RandomCase {
  const text = () => {
    const settings = Object.entries(one.settings).map(([key, value]) => `SET '${key}' = '${value}';`);
    const rows = [...one.tables].flatMap(([name, list]) =>
      list.map((row) => `-- ${name} ${row.lane} ${row.kind} ${row.values.map(cellText).join(" | ")}`),
    );
    return ["", ...settings, ...one.setup.map((sql) => `${sql};`), `${one.sql};`, ...rows, ""].join("\n");
  };
  return Object.defineProperty({ ...one }, fc.toStringMethod, { value: text, enumerable: false });
}

function cellText(value: Scalar): string {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
