// The demo's figures against DuckDB on the same files: days and averages, to 9 places.
// The files carry the local date of each reading (year, month, day), so DuckDB groups by that and needs no time zone, while ours derives
// the day from the instant and the session zone, daylight saving included.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { rowScalars } from "../../src/columnar/read.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { Session } from "../../src/engine/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The statements of the demo, with the averages unrounded. */
async function ours(): Promise<string[][]> {
  const sql = readFileSync(`${root}/queries/examples/weather.sql`, "utf8").replaceAll(
    /ROUND\((AVG\(temp\)), 2\)/g,
    "$1",
  );
  const steps = await new Session({ workingDirectory: root }).compile([{ name: "weather.sql", text: sql }]);
  const results: string[][] = [];
  for (const step of steps) {
    if (step.kind !== "job") continue;
    const rows: string[] = [];
    const types = step.job.columns.map((c) => c.type);
    await step.job.run({
      checksInvariants: true,
      onRows: (batch) => {
        for (let i = 0; i < batch.rowCount; i++) {
          const [origin, day, average, hours] = rowScalars(
            batch.columns,
            types,
            batch.selection === null ? i : batch.selection[i],
          );
          rows.push(line(origin, dayText(day as number), average as number, hours ?? null));
        }
      },
    });
    results.push(rows.sort());
  }
  return results;
}

function dayText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

function line(origin: Scalar, day: string, average: number, hours: Scalar): string {
  return `${origin} ${day} ${average.toFixed(9)}${hours === null ? "" : ` ${hours}`}`;
}

async function duckdb(query: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE readings AS SELECT origin, make_date("year", "month", "day") AS d, temp FROM read_csv('${root}/queries/data/weather/*.csv', header = true, nullstr = 'NA') WHERE temp IS NOT NULL`,
  );
  const result = await connection.runAndReadAll(query);
  return result
    .getRows()
    .map(([origin, day, average, hours]) =>
      line(String(origin), String(day), Number(average), hours === undefined ? null : Number(hours)),
    );
}

test("the demo's days and averages are DuckDB's", async () => {
  const [daily, weekly] = await ours();
  const expectedDaily = await duckdb("SELECT origin, d::VARCHAR, avg(temp), count(*) FROM readings GROUP BY ALL");
  assert.equal(daily.length, 1092);
  assert.deepEqual(daily, expectedDaily.sort());
  const expectedWeekly = await duckdb(
    `SELECT r.origin, e.until::VARCHAR, avg(r.temp) FROM readings r
     JOIN (SELECT DISTINCT unnest(generate_series(d + INTERVAL 1 DAY, d + INTERVAL 7 DAY, INTERVAL 1 DAY))::DATE AS until FROM readings) e
       ON r.d < e.until AND r.d >= e.until - INTERVAL 7 DAY
     GROUP BY ALL`,
  );
  assert.deepEqual(weekly, expectedWeekly.sort());
});
