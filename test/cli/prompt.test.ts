// The prompt as a person types at it, in a real terminal.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { builtProgram, temporaryFolder } from "../helpers/command-line.ts";
import { hasTerminal, inTerminal, type TerminalStep } from "./terminal.ts";

const PROMPT = "millrace> ";
const UP = "\x1b[A";

before(() => {
  builtProgram();
});

/** Types a line at the prompt and waits for texts and the next prompt. */
function line(text: string, ...expected: readonly string[]): TerminalStep[] {
  return [{ send: `${text}\r` }, ...expected.map((expect) => ({ expect })), { expect: PROMPT }];
}

const QUIT: TerminalStep[] = [{ send: "\\q\r" }, { end: true }];

test("statements over several lines, errors that end nothing, backslash commands", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  writeFileSync(join(folder, "more.sql"), "SELECT 'from the ' || 'file' AS origin;\n");
  writeFileSync(join(folder, "n.csv"), "1\n2\n3\n");
  const source = "CREATE TABLE n (i INT) WITH ('connector'='filesystem','path'='n.csv','format'='csv');";
  const session = await inTerminal([], folder, [
    { expect: "Statements end with" },
    { expect: PROMPT },
    { send: "SELECT 40 +\r" },
    { expect: "-> " },
    { send: "2 AS answer;\r" },
    { expect: "│ answer │" },
    { expect: "│     42 │" },
    { expect: PROMPT },
    ...line("SELECT nothing;", "BIND_UNKNOWN_COLUMN"),
    ...line("SELEC 1;", "Did you mean SELECT?"),
    ...line("\\dance", "there is no command \\dance"),
    ...line(source),
    ...line("\\dt", "│ n"),
    ...line("\\d", "│ n"),
    ...line("\\d n", "│ i"),
    ...line("\\d m", "BIND_UNKNOWN_TABLE"),
    ...line("\\i more.sql", "│ origin", "│ from the file │"),
    ...line("\\i absent.sql", "absent.sql"),
    ...line("\\timing", "timing is on"),
    ...line("SELECT SUM(i) AS total FROM n;", "│     6 │", "time: "),
    ...line("\\timing", "timing is off"),
    ...line("\\o rows.csv", "rows go to rows.csv"),
    ...line("SELECT i FROM n;"),
    ...line("\\o", "rows go to the terminal"),
    ...line("\\?", "\\timing"),
    ...QUIT,
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  assert.doesNotMatch(session.transcript, /INTERNAL_|^\s+at .*:\d+:\d+/m);
  assert.equal(readFileSync(join(folder, "rows.csv"), "utf8"), "i\n1\n2\n3\n");
});

test("history goes back with the arrow key, also to an earlier session", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  const first = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line("SELECT 'remember me' AS x;", "│ remember me │"),
    ...QUIT,
  ]);
  assert.deepEqual([first.missing, first.code], [null, 0], first.transcript);
  const second = await inTerminal([], folder, [
    { expect: PROMPT },
    { send: `${UP}${UP}` },
    { expect: "SELECT 'remember me' AS x;" },
    { send: "\r" },
    { expect: "│ remember me │" },
    { expect: PROMPT },
    { send: UP },
    { expect: "SELECT 'remember me' AS x;" },
    { send: "\x03" },
    { expect: PROMPT },
    ...QUIT,
  ]);
  assert.deepEqual([second.missing, second.code], [null, 0], second.transcript);
});

test("ctrl-C stops a slow query, whose rows are shown as they come, and goes back to the prompt; ctrl-C there clears the line; ctrl-D ends", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  const source =
    "CREATE TABLE g (i BIGINT) WITH ('connector'='datagen','rows-per-second'='50','fields.i.kind'='sequence','fields.i.start'='1','fields.i.end'='1000000');";
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line(source),
    { send: "SELECT i FROM g;\r" },
    { expect: "│ i" },
    { expect: "│  1 │" },
    { pause: 0.3 },
    { send: "\x03" },
    { expect: "stopped in" },
    { expect: PROMPT },
    { send: "SELECT 'half a" },
    { expect: "half a" },
    { send: "\x03" },
    { expect: PROMPT },
    ...line("SELECT 'still ' || 'here' AS x;", "│ still here │"),
    { send: "\x04" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
});

test("a file named on the command line is loaded first; \\q leaves no state behind", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  writeFileSync(join(folder, "v.sql"), "CREATE VIEW v AS SELECT 7 AS seven;");
  const session = await inTerminal(["repl", "v.sql"], folder, [
    { expect: PROMPT },
    ...line("SELECT * FROM v;", "│ seven │", "│     7 │"),
    ...QUIT,
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  assert.equal(existsSync(join(folder, ".millrace", "input.db")), false);
});

test("on a terminal, run prints a table and a summary with colours only there", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  const session = await inTerminal(["run", "-e", "SELECT 1 AS one"], folder, [{ expect: "│ one │" }, { end: true }]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  assert.match(session.transcript, /done in .*: 1 batch/);
});
