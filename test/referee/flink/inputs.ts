// Random inputs of the Flink referee: files that both read through the same CREATE TABLE statements.
//
//   t, u   the columns of random-values.ts; times rise and are unique, so nothing is late and every order by time is total
//   w      the same, out of order, with late rows; its watermark lags behind by a random delay
//   z      the same times, w's disorder, as TIMESTAMP_LTZ around the hours where clocks of the session zone change
//   c, e   changes (debezium-json) to rows like t's
//   p      versions of a few keys, with a primary key and a watermark: the right side of a temporal join
//   n      arrays, maps and rows
// Numbers that do not fit and DOUBLEs that are no numbers are left out: Flink changes those silently (differences.md).
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Scalar } from "../../../src/columnar/scalar.ts";
import { COLUMNS, cells } from "../../property/random-values.ts";

export interface Inputs {
  readonly zone: string;
  /** Lines of each table's file. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** DDL without the WITH clause, and the format. */
  readonly tables: readonly { readonly name: string; readonly columns: string; readonly format: string }[];
}

type Line = Readonly<Record<string, unknown>>;

const ROWS_MAX = 14;

/** Where the times of t, u, w, c and e begin. */
const BEGIN = Date.UTC(2026, 0, 1);

/** Zones, each with an instant shortly before its clocks change (a quarter of an hour before, or never). */
const ZONES: readonly (readonly [zone: string, beforeMs: number])[] = [
  ["UTC", BEGIN],
  ["UTC", BEGIN],
  ["Asia/Kolkata", BEGIN],
  ["America/New_York", Date.UTC(2026, 2, 8, 6, 45)],
  ["America/New_York", Date.UTC(2026, 10, 1, 5, 45)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 0, 45)],
];

function jsonCell(value: Scalar, index: number): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  switch (COLUMNS[index].name) {
    case "a":
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10);
    case "m":
      return Number(value) / 100;
    case "d":
      return Number.isFinite(value) ? value : 7.5;
    default:
      return value;
  }
}

/** JSON with BIGINTs as they are. */
function jsonText(line: unknown): string {
  return JSON.stringify(line, (_key, value: unknown) => (typeof value === "bigint" ? `#${value}#` : value)).replaceAll(
    /"#(-?\d+)#"/g,
    "$1",
  );
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

const rowCells: fc.Arbitrary<Line> = cells.map((values) =>
  Object.fromEntries(values.map((value, i) => [COLUMNS[i].name, jsonCell(value, i)])),
);

const secondsAndBounds = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 0, 0, 1, 999, 500))
  .map(([second, ms]) => second * 1000 + ms);

const inOrder: fc.Arbitrary<readonly Line[]> = fc
  .uniqueArray(secondsAndBounds, { minLength: 3, maxLength: ROWS_MAX })
  .chain((times) =>
    fc.tuple(fc.constant(times), fc.array(rowCells, { minLength: times.length, maxLength: times.length })),
  )
  .map(([times, rows]) => {
    const sorted = [...times].sort((x, y) => x - y);
    return rows.map((row, i) => ({ id: i + 1, ...row, ts: timeText(BEGIN + sorted[i]) }));
  });

/** Mostly rising times; some come up to twelve seconds late, and some are equal. `stepMs` is a stretch of the times. */
function disordered(begin: number, stretch: number, suffix: string): fc.Arbitrary<readonly Line[]> {
  const late = fc.constantFrom(0, 0, 0, 0, -1000, -3000, -7000, -12_000);
  return fc
    .array(fc.tuple(rowCells, fc.constantFrom(0, 500, 1000, 2000, 2001, 4999, 9000), late), {
      minLength: 4,
      maxLength: ROWS_MAX + 6,
    })
    .map((steps) => {
      let now = 12_000;
      return steps.map(([row, step, lateMs], i) => {
        now += step;
        return { id: i + 1, ...row, ts: timeText(begin + (now + lateMs) * stretch) + suffix };
      });
    });
}

const change = fc.record({
  act: fc.constantFrom("add", "add", "add", "delete", "update"),
  row: rowCells,
  at: fc.nat({ max: 99 }),
});

const changes: fc.Arbitrary<readonly Line[]> = fc
  .tuple(
    fc.array(change, { minLength: 3, maxLength: ROWS_MAX + 4 }),
    fc.uniqueArray(secondsAndBounds, { minLength: ROWS_MAX + 4, maxLength: ROWS_MAX + 4 }),
  )
  .map(([steps, times]) => {
    const live: Line[] = [];
    return steps.map(({ act, row, at }, i): Line => {
      const after = { id: i + 1, ...row, ts: timeText(BEGIN + times[i]) };
      const [before] = act === "add" || live.length === 0 ? [] : live.splice(at % live.length, 1);
      if (before !== undefined && act === "delete") return { before, after: null, op: "d" };
      live.push(after);
      return before === undefined ? { before: null, after, op: "c" } : { before, after, op: "u" };
    });
  });

/** Versions of the keys of column s, each at a later time: one at the watermark would be late. */
const versions: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom("a", "b", "ab", "12"),
      fc.integer({ min: 1, max: 99 }),
      fc.constantFrom(1, 1000, 1000, 4000, 6500),
      fc.boolean(),
    ),
    { minLength: 3, maxLength: ROWS_MAX },
  )
  .map((list) => {
    const live = new Map<string, Line>();
    let now = 0;
    return list.map(([k, price, step, isDeleted]): Line => {
      now += step;
      const after = { k, price, ts: timeText(BEGIN + now) };
      const before = live.get(k) ?? null;
      if (before !== null && isDeleted) {
        live.delete(k);
        return { before: { ...before, ts: after.ts }, after: null, op: "d" };
      }
      live.set(k, after);
      return before === null ? { before, after, op: "c" } : { before, after, op: "u" };
    });
  });

const word = fc.constantFrom("a", "b", "ab", "", "x y", null);
const nested: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc.record({
      g: fc.constantFrom("a", "b", null),
      tags: fc.option(fc.array(word, { maxLength: 4 }), { freq: 6 }),
      nums: fc.option(fc.array(fc.constantFrom(1, 2, 2, -3, null), { maxLength: 4 }), { freq: 6 }),
      attrs: fc.option(fc.dictionary(fc.constantFrom("x", "y", "z"), fc.constantFrom(1, 2, null)), { freq: 6 }),
      pos: fc.option(fc.record({ x: fc.constantFrom(1, 2, null), y: word }), { freq: 6 }),
      items: fc.option(fc.array(fc.record({ q: fc.constantFrom(1, 5, null), w: word }), { maxLength: 3 }), { freq: 6 }),
    }),
    { minLength: 3, maxLength: ROWS_MAX },
  )
  .map((rows) => rows.map((row, i) => ({ id: i + 1, ...row })));

const PLAIN = ["id BIGINT", ...COLUMNS.map((column) => `${column.name} ${column.sqlType}`)].join(", ");

export const randomInputs: fc.Arbitrary<Inputs> = fc
  .tuple(fc.constantFrom(...ZONES), fc.constantFrom(0, 0, 1, 3), fc.constantFrom(1, 60))
  .chain(([[zone, zoneBegin], delayS, stretch]) =>
    fc
      .record({
        t: inOrder,
        u: inOrder,
        w: disordered(BEGIN, 1, ""),
        z: disordered(zoneBegin, stretch, "Z"),
        c: changes,
        e: changes,
        p: versions,
        n: nested,
      })
      .map((lines) => ({
        zone,
        files: Object.fromEntries(Object.entries(lines).map(([name, list]) => [name, list.map(jsonText)])),
        tables: [
          { name: "t", columns: `${PLAIN}, ts TIMESTAMP(3), pt AS PROCTIME(), WATERMARK FOR ts AS ts`, format: "json" },
          { name: "u", columns: `${PLAIN}, ts TIMESTAMP(3), WATERMARK FOR ts AS ts`, format: "json" },
          {
            name: "w",
            columns: `${PLAIN}, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '${delayS}' SECOND`,
            format: "json",
          },
          {
            name: "z",
            columns: `${PLAIN}, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts - INTERVAL '${delayS}' SECOND`,
            format: "json",
          },
          { name: "c", columns: `${PLAIN}, ts TIMESTAMP(3)`, format: "debezium-json" },
          { name: "e", columns: `${PLAIN}, ts TIMESTAMP(3)`, format: "debezium-json" },
          {
            name: "p",
            columns: "k STRING, price INT, ts TIMESTAMP(3), PRIMARY KEY (k) NOT ENFORCED, WATERMARK FOR ts AS ts",
            format: "debezium-json",
          },
          {
            name: "n",
            columns:
              "id BIGINT, g STRING, tags ARRAY<STRING>, nums ARRAY<INT>, attrs MAP<STRING, INT>, pos ROW<x INT, y STRING>, items ARRAY<ROW<q INT, w STRING>>",
            format: "json",
          },
        ],
      })),
  );

/** Writes the files into a folder. The statements that make the tables, for both. */
export function writeInputs(inputs: Inputs, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return inputs.tables.map(({ name, columns, format }) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, inputs.files[name].map((line) => `${line}\n`).join(""));
    return `CREATE TABLE ${name} (${columns}) WITH ('connector' = 'filesystem', 'path' = '${path}', 'format' = '${format}')`;
  });
}
