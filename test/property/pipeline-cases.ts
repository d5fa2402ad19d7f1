// Cases of random-pipelines.ts: their tables, views and settings. y is only looked up. Where rows change and go, the watermark comes an hour late:
// nothing is late, so that the rows that remain say what the result is. w brings changes by key, x has versions.
import fc from "fast-check";
import type { LaneRow } from "./lanes-connector.ts";
import { changedRows, laneRows, printable, type RandomCase, tableSql } from "./random-cases.ts";
import { randomPipelines } from "./random-pipelines.ts";

const ROWS_MAX = 10;
const OTHER_ROWS_MAX = 6;
const HOUR_SECONDS = 3600;

export function pipelineCases({ changes }: { readonly changes: boolean }): fc.Arbitrary<RandomCase> {
  const appended = (max: number) =>
    fc
      .tuple(laneRows(max, false), fc.constantFrom(true, true, true, false))
      .map(([rows, isNearlySorted]) => (isNearlySorted ? nearlySorted(rows) : rows));
  const rowsOf = (max: number) => (changes ? changedRows(max) : appended(max));
  const keyed = laneRows(OTHER_ROWS_MAX, false).map((rows) => nearlySorted(rows).map(withKey));
  return fc.constantFrom(0, 0, 0, changes ? 0 : 4).chain((latenessSeconds) =>
    fc
      .record({
        query: randomPipelines({ changes, hasLateness: latenessSeconds > 0 }),
        t: rowsOf(ROWS_MAX),
        u: rowsOf(OTHER_ROWS_MAX),
        w: fc.tuple(keyed, fc.array(fc.nat({ max: 3 }), { minLength: OTHER_ROWS_MAX, maxLength: OTHER_ROWS_MAX })),
        x: keyed,
        y: laneRows(OTHER_ROWS_MAX, false),
        ttl: fc.constantFrom("0 s", "0 s", "1 h"),
        delays: fc.tuple(fc.constantFrom(0, 2, 5), fc.constantFrom(0, 3)),
        nullTimes: fc.constantFrom("drop", "late"),
      })
      .map(({ query: { views, ...query }, t, u, w, x, y, ttl, delays, nullTimes }) => {
        const nulls = `, 'rowtime.null' = '${nullTimes}'`;
        const options = `${nulls}${changes ? ", 'changelog-mode' = 'retract'" : ""}`;
        const delayOf = (n: 0 | 1): number => (changes ? HOUR_SECONDS : delays[n]);
        const texts = [query.sql, ...views];
        const isRead = (name: string): boolean => texts.some((text) => new RegExp(`\\b${name}\\b`).test(text));
        const tables = [
          { name: "t", rows: t, sql: tableSql("t", delayOf(0), options) },
          { name: "u", rows: u, sql: tableSql("u", delayOf(1), options) },
          {
            name: "w",
            rows: deleting(...w),
            sql: tableSql("w", HOUR_SECONDS, `${nulls}, 'changelog-mode' = 'upsert'`, "i"),
          },
          { name: "x", rows: x, sql: tableSql("x", 2, nulls, "i") },
          { name: "y", rows: y, sql: shelfSql("y") },
        ].filter(({ name }) => isRead(name));
        return printable({
          ...query,
          assignsWindows: true,
          setup: [...tables.map(({ sql }) => sql), ...views],
          settings: {
            "table.local-time-zone": "UTC",
            "window.allowed-lateness": `${latenessSeconds} s`,
            // Longer than a run, whose clock stands still: nothing may change.
            "table.exec.state.ttl": ttl,
          },
          tables: new Map(tables.map(({ name, rows }) => [name, rows])),
        });
      }),
  );
}

function shelfSql(name: string): string {
  return tableSql(name, 0, "")
    .replace(/, WATERMARK FOR .* SECOND\)/, ")")
    .replace("'lanes'", "'shelf'");
}

function withKey(row: LaneRow): LaneRow {
  const [key, ...others] = row.values;
  return { ...row, lane: "l0", values: [key ?? 0, ...others] };
}

/** Some of the rows take the row of their key away. */
function deleting(rows: readonly LaneRow[], picks: readonly number[]): readonly LaneRow[] {
  return rows.map((row, n) => (picks[n] === 3 ? { ...row, kind: "-D" } : row));
}

const JITTER_MS = 6000;

/** By time, some rows a little late: most of what is joined by time or grouped by windows then has something to find. */
function nearlySorted(rows: readonly LaneRow[]): readonly LaneRow[] {
  const place = ({ values }: LaneRow, index: number): number =>
    Number(values.at(-1) ?? 0) + ((index * 2749) % JITTER_MS);
  return rows
    .map((row, index) => ({ row, at: place(row, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
