// The examples of every scalar function and operator run through parser, binder and engine: folded as literals, and the
// same over columns that only exist at run time, which the kernels compute.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { ScalarFunction } from "../../src/expr/function.ts";
import { allFunctions } from "../../src/expr/functions/index.ts";
import { query } from "../helpers/run-sql.ts";

async function resultOf(sql: string, from: string): Promise<Scalar | string> {
  const result = await query(`SELECT CAST(${sql} AS STRING) AS v${from}`, {
    settings: { "table.local-time-zone": "UTC" },
  });
  if (result.error !== null) return `${result.error.code}: ${result.error.message}`;
  return result.rows[0]?.[0] ?? null;
}

const written = allFunctions().filter((record) => record.syntax.length > 0);

/** What TYPEOF says of a literal is not what it says of a column. */
const isAboutValues = ({ name, volatility }: ScalarFunction) => volatility === "immutable" && name !== "TYPEOF";

for (const record of written) {
  test(`${record.name}: its examples`, async () => {
    assert.ok(record.examples.length > 0 || record.volatility !== "immutable", `${record.name} has no example`);
    for (const [sql, expected] of record.examples) {
      assert.deepEqual([sql, await resultOf(sql, "")], [sql, expected]);
    }
  });
}

test("an example with a text, run over a column that holds it, gives the same", async () => {
  let count = 0;
  for (const record of written.filter(isAboutValues)) {
    for (const [sql, expected] of record.examples) {
      const literal = /^[^']*\(('(?:[^']|'')*')/.exec(sql);
      if (literal === null || /[A-Za-z] $|FROM/.test(sql.slice(0, literal.index))) continue;
      const over = sql.replace(literal[1], "c");
      const from = ` FROM (SELECT CASE WHEN k < 9 THEN ${literal[1]} END AS c FROM (VALUES (1)) AS w(k)) AS t`;
      const result = await resultOf(over, from);
      if (typeof result === "string" && result.startsWith("BIND_ARGUMENT_TYPES")) continue;
      assert.deepEqual([`${record.name}: ${over}`, result], [`${record.name}: ${over}`, expected]);
      count++;
    }
  }
  assert.ok(count > 50, `only ${count} examples`);
});
