// \\record: what was entered at the prompt becomes a golden case that passes, without the files the session read, and that fails
// when a result changes.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { builtProgram, runMillrace, temporaryFolder } from "../helpers/command-line.ts";
import { hasTerminal, inTerminal, type TerminalStep } from "./terminal.ts";

const PROMPT = "millrace> ";

before(() => {
  builtProgram();
});

function line(text: string, ...expected: readonly string[]): TerminalStep[] {
  return [{ send: `${text}\r` }, ...expected.map((expect) => ({ expect })), { expect: PROMPT }];
}

test("a session becomes a case with its rows, that runs without what the session read", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "record");
  writeFileSync(join(folder, "bids.csv"), "1,2020-10-10 00:00:01,3\n1,2020-10-10 00:00:02,5\n2,2020-10-10 00:00:03,4\n");
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line("\\record", "which case?"),
    ...line(
      "CREATE TABLE bids (lot INT, ts TIMESTAMP(3), price INT, twice AS price * 2, WATERMARK FOR ts AS ts) WITH ('connector'='filesystem','path'='bids.csv','format'='csv');",
    ),
    ...line("CREATE TABLE out1 (lot INT, n BIGINT) WITH ('connector'='print');"),
    ...line("\\record cases/lots", "recording"),
    ...line("CREATE VIEW high AS SELECT lot, twice FROM bids WHERE price > 3; SELECT * FROM high;", "│   1 │    10 │"),
    ...line("SELECT nothing FROM bids;", "BIND_UNKNOWN_COLUMN"),
    ...line("INSERT INTO out1 SELECT lot, COUNT(*) FROM bids GROUP BY lot;", "job out1: done in"),
    ...line("\\record", "cases/lots.sql is written"),
    ...line("\\record cases/lots", "is there already"),
    { send: "\\q\r" },
    { end: true },
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  rmSync(join(folder, "bids.csv"));
  const sql = readFileSync(join(folder, "cases", "lots.sql"), "utf8");
  assert.match(sql, /-- input bids: inline\n-- {3}\{"lot":1,"ts":"2020-10-10 00:00:01","price":3\}\n/);
  assert.match(sql, /\nSELECT \* FROM high;\nINSERT INTO out1 SELECT lot, COUNT\(\*\) FROM bids GROUP BY lot;\n$/);
  assert.doesNotMatch(sql, /nothing|CREATE/);
  const passed = await runMillrace(["test", "cases", "--crash"], { cwd: folder });
  assert.equal(passed.code, 0, passed.stdout + passed.stderr);
  writeFileSync(join(folder, "cases", "lots.sql"), sql.replace('"price":5', '"price":6'));
  const failed = await runMillrace(["test", "cases"], { cwd: folder });
  assert.equal(failed.code, 1, failed.stdout);
  assert.match(failed.stdout, /12/);
});
