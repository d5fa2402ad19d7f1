// Rows written as JSON values, by the DDL of their columns.
import type { Scalar } from "../columnar/scalar.ts";
import type { SqlType } from "../common/types.ts";
import { Session } from "../engine/index.ts";
import { readValue } from "./read-values.ts";
import { rowsConnector, testTables } from "./rows-connector.ts";

/** Types of columns by their DDL ("k STRING", "v INT"). */
export async function loadTypes(columns: readonly string[]): Promise<readonly SqlType[]> {
  const session = new Session({ connectors: [rowsConnector(testTables())], stdout: { write: () => true } });
  const text = `CREATE TABLE t (${columns.join(", ")}) WITH ('connector' = 'rows'); SELECT * FROM t;`;
  const steps = await session.compile([{ name: "types", text }]);
  const job = steps.findLast((step) => step.kind === "job")?.job;
  return job?.columns.map((column) => column.type) ?? [];
}

export async function readRows(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<(readonly Scalar[])[]> {
  const types = await loadTypes(columns);
  return rows.map((row) => row.map((value, i) => readValue(value, types[i])));
}
