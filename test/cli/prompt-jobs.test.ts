// INSERTs at the prompt: jobs side by side in the background, each with its checkpoint, listed, stopped and gone on with.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { builtProgram, runMillrace, temporaryFolder } from "../helpers/command-line.ts";
import { screenOf } from "./screen.ts";
import { hasTerminal, inTerminal, type TerminalStep } from "./terminal.ts";

const PROMPT = "millrace> ";
const TABLES = `CREATE TABLE ticks (i BIGINT) WITH ('connector'='datagen','rows-per-second'='50','fields.i.kind'='sequence','fields.i.start'='1','fields.i.end'='1000000');
CREATE TABLE evens (i BIGINT) WITH ('connector'='filesystem','path'='evens','format'='csv');
CREATE TABLE odds (i BIGINT) WITH ('connector'='filesystem','path'='odds','format'='csv');
CREATE TABLE few (i BIGINT) WITH ('connector'='filesystem','path'='few.csv','format'='csv');
CREATE TABLE shown (i BIGINT) WITH ('connector'='print');
`;

before(() => {
  builtProgram();
});

function line(text: string, ...expected: readonly string[]): TerminalStep[] {
  return [{ send: `${text}\r` }, ...expected.map((expect) => ({ expect })), { expect: PROMPT }];
}

/** Numbers in the files of a folder, in order. */
function written(folder: string): readonly number[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".csv"));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"));
  return lines.map(Number).sort((a, b) => a - b);
}

function assertWhole(numbers: readonly number[], first: number): void {
  assert.ok(numbers.length > 0);
  assert.deepEqual(numbers, numbers.map((_, i) => first + 2 * i), "each row once, none missing");
}

test("two jobs run at once beside a SELECT; they are listed, stopped, and go on in a later session with every row once", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "jobs");
  writeFileSync(join(folder, "tables.sql"), TABLES);
  writeFileSync(join(folder, "few.csv"), "1\n2\n3\n");
  const evens = "INSERT INTO evens SELECT i FROM ticks WHERE MOD(i, 2) = 0;";
  const odds = "INSERT INTO odds SELECT i FROM ticks WHERE MOD(i, 2) = 1;";
  const first = await inTerminal(["repl", "tables.sql"], folder, [
    { expect: PROMPT },
    ...line(evens, "job evens is running"),
    ...line(odds, "job odds is running"),
    ...line("SELECT SUM(i) AS total FROM few;", "│     6 │"),
    ...line("SHOW JOBS;", "│ evens │ running", "│ odds  │ running"),
    // ctrl-C in the prompt clears the line and touches no job.
    { send: "SELECT half\x03" },
    { expect: PROMPT },
    ...line("STOP JOB 'even';", "did you mean 'evens'?"),
    ...line("STOP JOB 'evens';", "job evens: stopped in"),
    ...line("\\j", "│ evens │ stopped", "│ odds  │ running"),
    { send: "INSERT INTO shown SELECT i FROM few;\r" },
    { expect: "job shown: done in" },
    { expect: PROMPT },
    { send: "\\q\r" },
    { expect: "stopping 1 job with a checkpoint" },
    { expect: "job odds: stopped in" },
    { end: true },
  ]);
  assert.deepEqual([first.missing, first.code], [null, 0], first.transcript);
  const before = written(join(folder, "odds")).length;
  const second = await inTerminal(["repl", "tables.sql"], folder, [
    { expect: PROMPT },
    ...line(evens, "job evens is running"),
    ...line(odds, "job odds is running"),
    { pause: 1 },
    { send: "\x04" },
    { expect: "stopping 2 jobs with a checkpoint" },
    { end: true },
  ]);
  assert.deepEqual([second.missing, second.code], [null, 0], second.transcript);
  assertWhole(written(join(folder, "evens")), 2);
  assertWhole(written(join(folder, "odds")), 1);
  assert.ok(written(join(folder, "odds")).length > before, "it went on");
});

test("a job of another query asks before it takes the checkpoint over; \\fresh forgets it; a job that fails ends nothing", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "jobs");
  writeFileSync(join(folder, "tables.sql"), TABLES);
  writeFileSync(join(folder, "few.csv"), "1\n2\n3\n");
  const session = await inTerminal(["repl", "tables.sql"], folder, [
    { expect: PROMPT },
    ...line("INSERT INTO shown SELECT SUM(i) FROM few WHERE i > 5 GROUP BY i;", "job shown: done in"),
    { send: "INSERT INTO shown SELECT MAX(i) FROM few WHERE i > 5 GROUP BY i;\r" },
    { expect: "[y/N]" },
    { send: "n" },
    { expect: "job shown failed" },
    { expect: "STATE_QUERY_CHANGED" },
    { expect: PROMPT },
    ...line("\\fresh", "forgets its checkpoint"),
    ...line("INSERT INTO shown SELECT 4 * i FROM few;", "job shown: --fresh: forgot", "done in"),
    ...line("SHOW JOBS;", "│ shown │ finished"),
    { send: "\\q\r" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
});

test("rows that a job prints stand above the line that is typed, which stays whole", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "jobs");
  writeFileSync(join(folder, "tables.sql"), TABLES);
  const session = await inTerminal(["repl", "tables.sql"], folder, [
    { expect: PROMPT },
    { send: "INSERT INTO shown SELECT i FROM ticks;\r" },
    { expect: "job shown is running" },
    { send: "SELECT 'half\rtyped' AS" },
    { expect: "typed' AS" },
    { pause: 1 },
    { mark: "typing" },
    { send: " x;\r" },
    { pause: 0.5 },
    { send: "STOP JOB 'shown';\r" },
    { expect: "job shown: stopped in" },
    { expect: PROMPT },
    { send: "\\q\r" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  const screen = screenOf(session.marks["typing"]);
  assert.deepEqual(screen.slice(-2), ["millrace> SELECT 'half", "       -> typed' AS"]);
  const rows = screen.slice(-12, -2).map((line) => Number(/\d+/.exec(line)?.[0]));
  assert.deepEqual(rows, rows.map((_, i) => rows[0] + i), screen.join("\n"));
});

test("a prompt that is told to end stops its jobs with a checkpoint, also while a view is open", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "jobs");
  writeFileSync(join(folder, "tables.sql"), TABLES);
  const session = await inTerminal(["repl", "tables.sql"], folder, [
    { expect: PROMPT },
    ...line("INSERT INTO evens SELECT i FROM ticks WHERE MOD(i, 2) = 0;", "job evens is running"),
    { send: "SELECT i FROM ticks;\r" },
    { expect: "q back" },
    { pause: 0.5 },
    { signal: "SIGTERM" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  assert.match(session.raw, /stopping 1 job with a checkpoint/);
  assert.ok(session.raw.lastIndexOf("\x1b[?1049l") > session.raw.lastIndexOf("\x1b[?1049h"), "the first page is back");
  assertWhole(written(join(folder, "evens")), 2);
});

test("in a run, SHOW JOBS and STOP JOB are errors that say where they belong", async (t) => {
  const folder = temporaryFolder(t, "jobs");
  const ended = await runMillrace(["run", "-e", "SHOW JOBS; STOP JOB 'x'"], { cwd: folder });
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /BIND_NO_JOBS: SHOW JOBS has no jobs[\s\S]*BIND_NO_JOBS: STOP JOB 'x'/);
});
