// What a person sees while a statement is typed: the lines on the screen, not only that some text came.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { builtProgram, temporaryFolder } from "../helpers/command-line.ts";
import { screenOf } from "./screen.ts";
import { hasTerminal, inTerminal } from "./terminal.ts";

const PROMPT = "millrace> ";
const TAB = "\t";
const UP = "\x1b[A";
const CTRL_C = "\x03";

before(() => {
  builtProgram();
});

test("TAB offers what the grammar and the catalog know, in a list that goes away again", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  writeFileSync(
    join(folder, "t.sql"),
    "CREATE TABLE bids (auction BIGINT, price DOUBLE, placed STRING) WITH ('connector' = 'datagen');",
  );
  const session = await inTerminal(["repl", "t.sql"], folder, [
    { expect: PROMPT },
    { send: `sel${TAB}` },
    { expect: "select " },
    { send: `p${TAB}` },
    { pause: 0.5 },
    { send: "\x1b[1~" },
    { send: `\x05 FROM bi${TAB}` },
    { expect: "FROM bids " },
    { send: `WHERE p${TAB}` },
    { expect: "placed" },
    { pause: 0.5 },
    { mark: "list" },
    { send: TAB },
    { expect: "> price" },
    { send: TAB },
    { pause: 0.5 },
    { mark: "chosen" },
    { send: "\r" },
    { pause: 0.5 },
    { mark: "taken" },
    { send: CTRL_C },
    { expect: PROMPT },
    { send: `CREATE TABLE x (a INT) WITH ('${TAB}` },
    { expect: "connector' = '" },
    { send: `files${TAB}, '${TAB}` },
    { expect: "  path " },
    { expect: "  format " },
    { send: CTRL_C },
    { expect: PROMPT },
    { send: "\\q\r" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  const list = screenOf(session.marks["list"]);
  assert.match(list.join("\n"), /WHERE p\n {2}price +column +DOUBLE\n {2}placed +column +STRING/);
  assert.match(screenOf(session.marks["chosen"]).join("\n"), /WHERE placed\n {2}price.*\n> placed/);
  const taken = screenOf(session.marks["taken"]);
  assert.match(taken.at(-1) ?? "", /WHERE placed$/);
  assert.equal(taken.length, 3, "the list is gone");
  // Keywords and texts in colours.
  assert.match(session.raw, /\x1b\[1;34mselect\x1b\[0m/);
  assert.match(session.raw, /\x1b\[32m'filesystem'\x1b\[0m/);
});

test("statements over several lines are edited as one text, come back from the history whole, and survive a resize", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "prompt");
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    { send: "SELECT 1 AS one, -- the first\r2 AS tow;" },
    { expect: "tow;" },
    // Up into the first line, to its begin, and back down to mend the second.
    { send: `${UP}\x01` },
    { send: "\x1b[B\x05\x1b[D\x17two" },
    { pause: 0.5 },
    { mark: "mended" },
    { send: "\r" },
    { expect: "│   1 │   2 │" },
    { expect: PROMPT },
    { send: UP },
    { pause: 0.5 },
    { resize: [20, 40] },
    { pause: 0.5 },
    { mark: "resized" },
    { send: CTRL_C },
    { expect: PROMPT },
    { send: "\x12first" },
    { pause: 0.5 },
    { mark: "found" },
    { send: "\r" },
    { expect: "│   1 │   2 │" },
    { expect: PROMPT },
    { send: "\x1b[200~SELECT\t'日本' AS wide,\n3 AS x;\x1b[201~" },
    { expect: "x;" },
    { send: "\r" },
    { expect: "│ 日本 │ 3 │" },
    { expect: PROMPT },
    { send: "\\q\r" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  const typed = ["millrace> SELECT 1 AS one, -- the first", "       -> 2 AS two;"];
  assert.deepEqual(screenOf(session.marks["mended"]).slice(-2), typed);
  assert.deepEqual(screenOf(session.marks["resized"], { rows: 30, columns: 120 }).slice(-2), [
    "millrace> SELECT 1 AS one, -- the first",
    "       -> 2 AS two;",
  ]);
  assert.match(screenOf(session.marks["found"]).join("\n"), /-> 2 AS two;\nsearch: first/);
  assert.match(readFileSync(join(folder, ".millrace", "history"), "utf8"), /^SELECT 1 AS one, -- the first␤2 AS two;$/m);
});
