// Queries of queries (test/property/random-pipelines.ts) without what is ours alone, against DuckDB over the rows that remain:
// joins over sets over OVER, scalar and correlated subqueries, grouping sets, Top-N, UNNEST, some of it as views.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { holdsFor } from "../property/check-property.ts";
import { runEngine } from "../property/outcomes.ts";
import { printable } from "../property/random-cases.ts";
import { randomPipelines } from "../property/random-pipelines.ts";
import { Referee } from "./referee.ts";
import { MODES, tableRows, tableSql } from "./table-rows.ts";

/** In DuckDB a time is a BIGINT of milliseconds. */
function theirs(sql: string): string {
  return (
    sql
      .replaceAll(/TIMESTAMP '1970-01-01 00:00:(\d\d)'/g, (_, seconds: string) => `${Number(seconds) * 1000}`)
      .replaceAll("CAST(ts AS TIMESTAMP(3))", "CAST(ts AS BIGINT)")
      // Over nothing grouping sets give no row here, as in Flink, the empty set neither.
      .replaceAll(
        / GROUP BY (?:ROLLUP \(s, o\)|CUBE \(s, o\)|GROUPING SETS \(\(s, o\), \(s\), \(\)\))/g,
        "$& HAVING COUNT(*) > 0",
      )
      // An empty text has no parts here, in DuckDB one that is empty.
      .replaceAll("SPLIT(s, ',')", "string_split(NULLIF(s, ''), ',')")
  );
}

const cases = fc
  .tuple(randomPipelines({ changes: true, isTimed: false }), tableRows, fc.constantFrom(...MODES))
  .map(([{ views, ...query }, [t, u], mode]) => {
    const one = printable({
      ...query,
      isOrdered: false,
      setup: [tableSql("t", t), tableSql("u", u), ...views],
      settings: { "table.local-time-zone": "UTC" },
      tables: new Map([
        ["t", t.changes],
        ["u", u.changes],
      ]),
    });
    const text = () => `${fc.stringify(one)}\n${JSON.stringify(mode)}`;
    return { one, views: views.map(theirs), sql: theirs(query.sql), t, u, mode, [fc.toStringMethod]: text };
  });

const referee = await Referee.open();
after(() => referee.close());

test("queries of queries are DuckDB's", () =>
  holdsFor(80, cases, async ({ one, views, sql, t, u, mode }) => {
    await referee.fill("t", t.remaining);
    await referee.fill("u", u.remaining);
    const expected = await referee.rows(sql, views);
    const { error, rows, late, bad } = await runEngine(one, mode);
    assert.deepEqual({ error, rows, late, bad }, { error: null, rows: expected, late: [], bad: [] });
  }));
