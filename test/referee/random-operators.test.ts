// Random joins, subqueries, set operations, grouping sets, OVER and Top-N against DuckDB, which computes them over the
// rows that remain: rows are in order (nothing is late) or are changed and taken away again. Each case is run at several
// batch sizes, optimized and not, and with a new session after every batch.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { holdsFor } from "../property/check-property.ts";
import { runEngine } from "../property/outcomes.ts";
import { printable, type RandomCase } from "../property/random-cases.ts";
import { type OperatorQuery, operatorQueries } from "./operator-queries.ts";
import { Referee } from "./referee.ts";
import { MODES, tableRows, type TableRows, tableSql } from "./table-rows.ts";

interface OperatorCase {
  readonly one: RandomCase;
  readonly theirs: string;
  readonly t: TableRows;
  readonly u: TableRows;
}

function casesOf(queries: fc.Arbitrary<OperatorQuery>): fc.Arbitrary<OperatorCase> {
  return fc.tuple(queries, tableRows).map(([{ ours, theirs }, [t, u]]) => {
    const one = printable({
      sql: ours,
      mayEndEarly: false,
      isOrdered: false,
      takesChanges: true,
      setup: [tableSql("t", t), tableSql("u", u)],
      settings: { "table.local-time-zone": "UTC" },
      tables: new Map([
        ["t", t.changes],
        ["u", u.changes],
      ]),
    });
    return { one, theirs, t, u, [fc.toStringMethod]: () => `${fc.stringify(one)}\nDuckDB: ${theirs}` };
  });
}

const referee = await Referee.open();
after(() => referee.close());

for (const [area, queries] of Object.entries(operatorQueries)) {
  test(`random ${area} are DuckDB's`, () =>
    holdsFor(25, casesOf(queries), async ({ one, theirs, t, u }) => {
      await referee.fill("t", t.remaining);
      await referee.fill("u", u.remaining);
      const expected = await referee.rows(theirs);
      for (const mode of MODES) {
        const { error, rows, late, bad } = await runEngine(one, mode);
        assert.deepEqual({ mode, error, rows, late, bad }, { mode, error: null, rows: expected, late: [], bad: [] });
      }
    }));
}
