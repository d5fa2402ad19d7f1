// The pages of docs/sql are true: the generated ones are what the records say, the statements of README.md compile, and the expressions of
// differences.md answer what stands beside them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FLINK_FUNCTIONS, IN_THE_GRAMMAR, LEFT_OUT } from "../../scripts/docs/flink-functions.ts";
import { generatedPages } from "../../scripts/generate-docs.ts";
import { findAggregate } from "../../src/expr/functions/aggregate/index.ts";
import { findFunction } from "../../src/expr/functions/index.ts";
import { query, testSession } from "../helpers/run-sql.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("the generated pages are up to date (npm run docs)", () => {
  for (const [path, text] of generatedPages()) assert.equal(read(path), text, path);
});

test("every function of Flink is there or left out with a reason, none is both", () => {
  const isThere = (name: string) =>
    findFunction(name) !== null || findAggregate(name) !== null || IN_THE_GRAMMAR.includes(name);
  for (const name of FLINK_FUNCTIONS) assert.equal(isThere(name), LEFT_OUT[name] === undefined, name);
});

test("the statements of README.md compile", async () => {
  const blocks = [...read("docs/sql/README.md").matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1]);
  const session = testSession({});
  const steps = await session.compile([{ name: "README.md", text: blocks.join("\n") }]);
  assert.ok(steps.length >= blocks.length);
});

interface Difference {
  readonly sql: string;
  /** VALUES of an aggregate's rows. */
  readonly values: string | null;
  readonly ours: string;
}

function differences(): Difference[] {
  const rows = read("docs/sql/differences.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  return rows.flatMap((line): Difference[] => {
    const cells = line
      .split(/(?<!\\) \| |^\| | \|$/)
      .slice(1, -1)
      .map((cell) => cell.replaceAll("\\|", "|"));
    const bare = (cell: string): string => cell.replace(/^`|`$/g, "");
    if (cells.length === 4) return [{ sql: bare(cells[0]), values: bare(cells[1]), ours: cells[3] }];
    return cells[0].startsWith("`LIMIT`") ? [] : [{ sql: bare(cells[0]), values: null, ours: cells[2] }];
  });
}

for (const { sql, values, ours } of differences()) {
  test(`differences.md: ${sql}${values === null ? "" : ` over ${values}`}`, async () => {
    const from = values === null ? "" : ` FROM (VALUES ${values}) AS t(x)`;
    const result = await query(`SELECT CAST(${sql} AS STRING) AS v${from}`, {
      settings: { "table.local-time-zone": "UTC" },
    });
    if (ours.startsWith("an error")) {
      assert.notEqual(result.error, null, `${sql} answers ${String(result.rows[0]?.[0])}`);
      return;
    }
    assert.equal(result.error, null);
    assert.equal(result.rows[0][0], ours === "NULL" ? null : ours.replace(/^`|`$/g, ""));
  });
}
