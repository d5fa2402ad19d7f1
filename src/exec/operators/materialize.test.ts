import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../../../test/helpers/run-sql.ts";
import { testTables, type TestChange } from "../../golden/rows-connector.ts";

const CHANGES: readonly TestChange[] = [
  { kind: "+I", values: ["a", 1] },
  { kind: "+I", values: ["A", 2] },
  { kind: "-D", values: ["a", 1] },
  { kind: "+I", values: ["a", 3] },
  { kind: "-D", values: ["a", 3] },
  { kind: "-D", values: ["A", 2] },
];

async function shown(count: number, batchRowsMax: number) {
  const tables = testTables();
  tables.inputs.set("t", CHANGES.slice(0, count));
  const { error, changes } = await query("INSERT INTO s SELECT UPPER(k), v FROM t ON CONFLICT DO DEDUPLICATE", {
    setup: [
      "CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'rows', 'changelog-mode' = 'retract')",
      "CREATE TABLE s (k STRING, v INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect', 'changelog-mode' = 'upsert')",
    ],
    tables,
    settings: {},
    batchRowsMax,
    sinkTable: "s",
  });
  assert.equal(error, null);
  const rows = new Map<unknown, unknown>();
  for (const { kind, values } of changes) {
    if (kind === "-D") rows.delete(values[0]);
    else if (kind !== "-U") rows.set(values[0], values[1]);
  }
  return [...rows.values()];
}

test("the last row of a key is shown, and the one before it when it goes", async () => {
  const expected = [[1], [2], [2], [3], [2], []];
  for (const batchRowsMax of [1, 2, 100]) {
    for (const [i, rows] of expected.entries())
      assert.deepEqual(await shown(i + 1, batchRowsMax), rows, `after ${i + 1}`);
  }
});
