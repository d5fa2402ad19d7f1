// Cases of random-pipelines.ts: their tables, views and settings. Where rows change and go, the watermark comes an hour late:
// nothing is late, so that the rows that remain say what the result is.
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
  return fc
    .record({
      query: randomPipelines({ changes }),
      t: rowsOf(ROWS_MAX),
      u: rowsOf(OTHER_ROWS_MAX),
      delays: fc.tuple(fc.constantFrom(0, 2, 5), fc.constantFrom(0, 3)),
      nullTimes: fc.constantFrom("drop", "late"),
    })
    .map(({ query: { views, ...query }, t, u, delays, nullTimes }) => {
      const options = `, 'rowtime.null' = '${nullTimes}'${changes ? ", 'changelog-mode' = 'retract'" : ""}`;
      const delayOf = (n: 0 | 1): number => (changes ? HOUR_SECONDS : delays[n]);
      return printable({
        ...query,
        assignsWindows: true,
        setup: [tableSql("t", delayOf(0), options), tableSql("u", delayOf(1), options), ...views],
        settings: { "table.local-time-zone": "UTC" },
        tables: new Map([
          ["t", t],
          ["u", u],
        ]),
      });
    });
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
