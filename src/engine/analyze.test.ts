import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MillraceErrors } from "../common/errors.ts";
import { Session } from "./session.ts";

const TABLES = `
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv');
CREATE TABLE o (k STRING, s INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 'out.db', 'table-name' = 'o');
`;

async function analyzed(sql: string): Promise<{ text: string; wroteFile: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-analyze-"));
  try {
    writeFileSync(join(folder, "t.csv"), "a,1\nb,2\na,3\nc,4\n");
    const steps = await new Session({ workingDirectory: folder }).compile([{ name: "test", text: TABLES + sql }]);
    const step = steps.at(-1);
    if (step?.kind !== "analyze") assert.fail(step?.kind);
    return { text: await step.job.analyze({ showsTime: false }), wroteFile: existsSync(join(folder, "out.db")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("EXPLAIN ANALYZE shows the plan with what each operator did", async () => {
  const { text } = await analyzed("EXPLAIN ANALYZE SELECT k, SUM(v) AS s FROM t WHERE v > 1 GROUP BY k;");
  assert.match(text, /^== Physical plan, as it ran ==\nresult \(k, s\)\n/);
  assert.match(text, /group-aggregate by k[\s\S]*ran: in 3, out 3 \| keeps 3 rows, \d+ bytes/);
  assert.match(text, /ran: in 4, out 3 \| filtered 1\n/);
  assert.match(text, /scan t [\s\S]*ran: in 4, out 4/);
  assert.match(text, /\n\d batch(es)?; nothing was written$/);
});

test("of an INSERT it writes nothing, and still names the sink", async () => {
  const { text, wroteFile } = await analyzed("EXPLAIN ANALYZE INSERT INTO o SELECT k, SUM(v) FROM t GROUP BY k;");
  assert.match(text, /\nsink o \(sqlite, by key k\)\n/);
  assert.match(text, /ran: in 4, out 4/);
  assert.equal(wroteFile, false);
});

test("a statement without end is refused with a way out", async () => {
  const session = new Session();
  const text = `CREATE TABLE g (v INT) WITH ('connector' = 'datagen'); EXPLAIN ANALYZE SELECT v FROM g;`;
  await assert.rejects(session.compile([{ name: "test", text }]), (error: unknown) => {
    assert.ok(error instanceof MillraceErrors);
    assert.equal(error.errors[0].code, "PLAN_ANALYZE_UNBOUNDED");
    assert.match(error.errors[0].hint ?? "", /'number-of-rows'/);
    return true;
  });
});
