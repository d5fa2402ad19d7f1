// `millrace test` as a user calls it: cases of a folder, a case over a job's script, outputs written, differences shown, JUnit, watch.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { builtProgram, runMillrace, startMillrace, temporaryFolder } from "../helpers/command-line.ts";

before(() => {
  builtProgram();
});

const JOB = `CREATE TABLE bids (auction BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH (
  'connector' = 'filesystem',
  'path' = '/nowhere/bids', 'format' = 'json');
CREATE TABLE counts (auction BIGINT, n BIGINT, PRIMARY KEY (auction) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = '/nowhere/o.db');
INSERT INTO counts SELECT auction, COUNT(*) FROM bids GROUP BY auction;
`;

const CASE = `-- description: bids are counted per auction
-- A comment of one's own stays one.
-- script: ../job.sql
-- input bids: inline
--   {"auction":1,"ts":"2026-01-01 00:00:01"}
--   {"auction":1,"ts":"2026-01-01 00:00:02"}
--   {"auction":2,"ts":"2026-01-01 00:00:03"}
`;

const RESULT = "-- result\n  1 | 2\n  2 | 1\n";

function folderOf(t: TestContext): { path: string; run: (...args: string[]) => ReturnType<typeof runMillrace> } {
  const path = temporaryFolder(t, "test");
  mkdirSync(join(path, "cases"));
  writeFileSync(join(path, "job.sql"), JOB);
  writeFileSync(join(path, "cases", "counts.sql"), CASE);
  return { path, run: (...args) => runMillrace(["test", ...args], { cwd: path, env: { CI: undefined } }) };
}

test("a case without output fails and shows what it gives; --update-missing writes it; then it passes, crashes too", async (t) => {
  const { path, run } = folderOf(t);
  const first = await run();
  assert.equal(first.code, 1);
  assert.match(first.stdout, /^NEW {3}cases\/counts: there is no output yet/);
  assert.match(first.stdout, /\n0 passed, 0 failed, 1 without output in /);
  const second = await run("--update-missing");
  assert.equal(second.code, 0, second.stdout);
  assert.ok(readFileSync(join(path, "cases", "counts.out"), "utf8").includes(RESULT));
  for (const modes of ["--crash", "--all-modes"]) assert.match((await run(modes, "cases")).stdout, /^1 passed, 0 failed in /);
});

test("a difference shows only what changed, under its heading; --update-missing leaves it, --bless takes it", async (t) => {
  const { path, run } = folderOf(t);
  const out = join(path, "cases", "counts.out");
  await run("--update-missing");
  const right = readFileSync(out, "utf8");
  writeFileSync(out, right.replace(RESULT, RESULT.replace("1 | 2", "1 | 7")));
  const failed = await run("--junit", "report.xml");
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /FAIL {2}cases\/counts\n +-- result\n +- {3}1 \| 7\n +\+ {3}1 \| 2\n0 passed, 1 failed in /);
  const junit = readFileSync(join(path, "report.xml"), "utf8");
  assert.match(junit, /<testcase classname="cases" name="counts"/);
  assert.match(junit, /<failure message="the output differs">/);
  assert.equal((await run("--update-missing")).code, 1);
  assert.match((await run("--bless")).stdout, /^1 passed, 0 failed, 1 written in /);
  assert.equal(readFileSync(out, "utf8"), right);
});

test("expected errors, directives that are none, scripts and inputs that are not there", async (t) => {
  const { path, run } = folderOf(t);
  writeFileSync(join(path, "cases", "counts.sql"), "-- expect error\nSELECT nope;\n");
  assert.equal((await run("--update-missing")).code, 0);
  assert.match(readFileSync(join(path, "cases", "counts.out"), "utf8"), /^cases\/counts\.sql:2:8 BIND_UNKNOWN_COLUMN/);
  const cases: readonly (readonly [string, RegExp])[] = [
    ["-- A line.\nSELECT nope;\n", /the error is not announced: write "-- expect error"/],
    ["-- batch-row: 3\nSELECT 1;\n", /counts\.sql:1: no directive of a golden: -- batch-row: 3; did you mean "batch-rows"\?/],
    ["-- script: no.sql\n", /there is no script no\.sql/],
    ["-- input t: file no.csv\nCREATE TABLE t (a INT);\nSELECT a FROM t;\n", /there is no input file no\.csv/],
    ["-- input t: inline\nSELECT 1;\n", /the input t has no CREATE TABLE t/],
  ];
  for (const [sql, reason] of cases) {
    writeFileSync(join(path, "cases", "counts.sql"), sql);
    const ended = await run();
    assert.equal(ended.code, 1, sql);
    assert.match(ended.stdout, reason);
  }
});

test("a clock that ticks: processing-time windows close between batches", async (t) => {
  const { path, run } = folderOf(t);
  writeFileSync(
    join(path, "cases", "counts.sql"),
    `-- clock: 2026-03-01 12:00:00
-- tick: 10 s
-- batch-rows: 1
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT, pt AS PROCTIME());
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(pt), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
`,
  );
  await run("--update-missing");
  const text = readFileSync(join(path, "cases", "counts.out"), "utf8");
  assert.match(text, /2026-03-01 12:00:00 \| 1\n[\s\S]*2026-03-01 12:00:10 \| 2/);
  assert.equal((await run("--crash")).code, 0);
});

test("wrong use: no case, no folder, both ways of writing, writing in CI", async (t) => {
  const { path, run } = folderOf(t);
  mkdirSync(join(path, "empty"));
  const uses: readonly (readonly [readonly string[], RegExp])[] = [
    [["empty"], /^millrace: no golden case in empty: a case is a \.sql file with its \.out beside it/],
    [["nowhere"], /^millrace: there is no folder and no case nowhere/],
    [["--only", "zzz"], /^millrace: no golden case with "zzz" in its path/],
    [["--bless", "--update-missing"], /^millrace: --bless writes missing outputs too/],
  ];
  for (const [args, text] of uses) {
    const ended = await run(...args);
    assert.deepEqual([ended.code, text.test(ended.stderr)], [2, true], ended.stderr);
  }
  const inCi = await runMillrace(["test", "--bless"], { cwd: path, env: { CI: "1" } });
  assert.equal(inCi.code, 2);
  assert.ok(!existsSync(join(path, "cases", "counts.out")));
});

test("--watch runs a case again when it changes, and ends with a signal", async (t) => {
  const { path, run } = folderOf(t);
  await run("--update-missing");
  const watching = startMillrace(["test", "--watch", "cases"], { cwd: path, env: { CI: undefined } });
  const until = async (text: RegExp): Promise<void> => {
    while (!text.test(watching.stdout())) await new Promise((done) => setTimeout(done, 20));
  };
  await until(/1 passed, 0 failed[^\n]*\nwaiting for changes/);
  writeFileSync(join(path, "cases", "counts.sql"), CASE.replace('"auction":2', '"auction":1'));
  await until(/waiting for changes[^\n]*\nFAIL {2}cases\/counts/);
  watching.process.kill("SIGINT");
  assert.equal((await watching.ended).signal, null);
});
