// Rows of the tables t and u: in order of time (nothing is late), or changed and taken away again; and the ways to run.
import fc from "fast-check";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { LaneRow } from "../property/lanes-connector.ts";
import type { Mode } from "../property/outcomes.ts";
import { COLUMNS, cells } from "../property/random-values.ts";

export interface TableRows {
  readonly isChanged: boolean;
  readonly changes: readonly LaneRow[];
  readonly remaining: readonly (readonly Scalar[])[];
}

/** Times of a table are unique, so that every order by time is total. */
const uniqueTimes = fc.uniqueArray(fc.integer({ min: -12_000, max: 20_000 }), { minLength: 14, maxLength: 14 });

const appended: fc.Arbitrary<TableRows> = fc
  .tuple(fc.array(cells, { maxLength: 14 }), uniqueTimes)
  .map(([list, times]) => {
    const sorted = times.slice(0, list.length).sort((a, b) => a - b);
    const remaining = list.map((values, i) => [...values, sorted[i]]);
    const changes = remaining.map((values): LaneRow => ({ lane: "l0", kind: "+I", values }));
    return { isChanged: false, changes, remaining };
  });

const step = fc.record({
  act: fc.constantFrom("add", "add", "add", "delete", "update"),
  values: cells,
  at: fc.nat({ max: 99 }),
});

const changed: fc.Arbitrary<TableRows> = fc
  .tuple(fc.array(step, { maxLength: 14 }), uniqueTimes)
  .map(([steps, times]) => {
    const live: (readonly Scalar[])[] = [];
    const changes: LaneRow[] = [];
    const put = (kind: LaneRow["kind"], values: readonly Scalar[]) => changes.push({ lane: "l0", kind, values });
    steps.forEach(({ act, values, at }, i) => {
      const row = [...values, times[i]];
      const [old] = act === "add" || live.length === 0 ? [] : live.splice(at % live.length, 1);
      if (old !== undefined) put(act === "delete" ? "-D" : "-U", old);
      if (old !== undefined && act === "delete") return;
      live.push(row);
      put(old === undefined ? "+I" : "+U", row);
    });
    return { isChanged: true, changes, remaining: live };
  });

export const tableRows = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(appended, appended) },
  { weight: 1, arbitrary: fc.tuple(changed, appended) },
  { weight: 1, arbitrary: fc.tuple(appended, changed) },
  { weight: 1, arbitrary: fc.tuple(changed, changed) },
);

export const MODES: readonly Mode[] = [
  {},
  { optimize: false },
  { batchRowsMax: 1 },
  { batchRowsMax: 3, optimize: false },
  { batchRowsMax: 3, restarts: true },
  { batchRowsMax: 1, optimize: false, restarts: true },
];

export function tableSql(name: string, { isChanged }: TableRows): string {
  const columns = COLUMNS.map((column) => `${column.name} ${column.sqlType}`).join(", ");
  const [time, mode] = isChanged ? ["", ", 'changelog-mode' = 'retract'"] : [", WATERMARK FOR ts AS ts", ""];
  return `CREATE TABLE ${name} (${columns}, ts TIMESTAMP(3)${time}) WITH ('connector' = 'lanes'${mode})`;
}
