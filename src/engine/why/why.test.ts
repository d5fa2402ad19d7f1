import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Session } from "../session.ts";
import { silencesOf } from "./index.ts";

const TABLES = `
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'on-error' = 'skip');
CREATE TABLE a (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv');
CREATE TABLE e (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 'e.csv', 'format' = 'csv');
CREATE TABLE b (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 'b.csv', 'format' = 'csv', 'on-error' = 'skip');
`;

async function evidenceOf(sql: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-why-"));
  try {
    writeFileSync(join(folder, "t.csv"), "a,1\nb,2\na,3\n");
    writeFileSync(join(folder, "e.csv"), "");
    writeFileSync(join(folder, "b.csv"), "a,x\nb,y\n");
    const steps = await new Session({ workingDirectory: folder }).compile([{ name: "test", text: TABLES + sql }]);
    const step = steps.at(-1);
    if (step?.kind !== "job") assert.fail(step?.kind);
    return silencesOf(step.job.plan, await step.job.run()).map(({ evidence }) => evidence);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const CAUSES: readonly (readonly [string, string, RegExp])[] = [
  ["a filter", "SELECT k FROM t WHERE v > 5;", /condition v > 5 is true for none of the 3 rows/],
  ["HAVING", "SELECT k, SUM(v) AS s FROM t GROUP BY k HAVING SUM(v) > 9;", /condition .* > 9 is true for none/],
  ["an empty file", "SELECT k FROM e;", /^e brought no rows$/],
  ["bad rows", "SELECT k, v FROM b;", /none of 2 rows of b could be decoded as csv/],
  ["a join", "SELECT x.k FROM t x JOIN t y ON x.k = UPPER(y.k);", /no pair fits at join .*: left 3 rows, right 3 rows/],
  ["an anti join", "SELECT k FROM t x WHERE NOT EXISTS (SELECT 1 FROM a y WHERE y.k = x.k);", /removed all 3 rows/],
];

for (const [name, sql, expected] of CAUSES) {
  test(`${name} that leaves nothing is named`, async () => {
    const evidence = await evidenceOf(sql);
    assert.equal(evidence.length, 1);
    assert.match(evidence[0], expected);
  });
}

for (const sql of [
  "SELECT k FROM t WHERE v > 2;",
  "SELECT k, SUM(v) AS s FROM t GROUP BY k;",
  "SELECT x.k FROM t x JOIN t y ON x.k = y.k;",
  "SELECT COUNT(*) AS n FROM e;",
  "SELECT x.k FROM t x LEFT JOIN e y ON x.k = y.k;",
]) {
  test(`nothing is said of ${sql}`, async () => {
    assert.deepEqual(await evidenceOf(sql), []);
  });
}
