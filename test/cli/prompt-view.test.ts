// The view of a result: what stands on the screen while rows come, after scrolling, turning and a resize, and after it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { builtProgram, temporaryFolder } from "../helpers/command-line.ts";
import { screenOf } from "./screen.ts";
import { hasTerminal, inTerminal, type TerminalStep } from "./terminal.ts";

const PROMPT = "millrace> ";
const QUIT: readonly TerminalStep[] = [{ send: "\\q\r" }, { end: true }];

before(() => {
  builtProgram();
});

function line(text: string, ...expected: readonly string[]): TerminalStep[] {
  return [{ send: `${text}\r` }, ...expected.map((expect) => ({ expect })), { expect: PROMPT }];
}

test("a stream's table is repainted in place, turns to its changes, survives a resize, and q goes back", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "view");
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line(
      "CREATE TABLE g (i BIGINT) WITH ('connector'='datagen','rows-per-second'='60','fields.i.kind'='random','fields.i.min'='0','fields.i.max'='2');",
    ),
    { send: "SELECT i, '日本' || CAST(i AS STRING) AS name, COUNT(*) AS n FROM g GROUP BY i;\r" },
    { expect: "日本2" },
    { pause: 1 },
    { mark: "table" },
    { send: "c" },
    { expect: "│ +U │" },
    { pause: 0.5 },
    { mark: "changes" },
    { send: "c" },
    { pause: 0.5 },
    { resize: [12, 60] },
    { pause: 0.7 },
    { mark: "resized" },
    { send: "q" },
    { expect: "stopped in" },
    { expect: PROMPT },
    ...line("SELECT 'back' AS x;", "│ back │"),
    ...QUIT,
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  const table = screenOf(session.marks["table"]);
  assert.match(table[1], /^│ i │ name +│ n +│$/);
  const rows = table.slice(3, 6).sort();
  assert.match(rows.join("\n"), /^│ 0 │ 日本0 │ +\d+ │\n│ 1 │ 日本1 │ +\d+ │\n│ 2 │ 日本2 │ +\d+ │$/);
  assert.match(table.at(-1)!, /^1 of 3 rows · .* rows\/s · .*late 0 · bad 0.*c changes · x expanded · q back$/);
  const changes = screenOf(session.marks["changes"]);
  assert.match(changes[1], /^│ op │ i │ name +│ n +│$/);
  assert.match(changes.slice(3, -1).join("\n"), /^(│ [+-][IU] .*│\n?)+$/);
  assert.equal(changes.length, 30, "the newest changes fill the screen");
  const resized = screenOf(session.marks["resized"].slice(session.marks["changes"].length), { rows: 12, columns: 60 });
  assert.match(resized[1], /^│ i │ name +│ n +│$/);
  assert.match(resized.at(-1)!, /^1 of 3 rows/);
  assert.equal(resized.length, 12);
  // Repainting writes the rows that changed and no others: the head is written when the view opens and on a turn or resize.
  assert.equal(session.marks["table"].split("│ i │ name").length - 1, 1);
});

test("a million rows are scrolled without reading all of them first", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "view");
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line(
      "CREATE TABLE g (i BIGINT) WITH ('connector'='datagen','rows-per-second'='100000000','fields.i.kind'='sequence','fields.i.start'='1','fields.i.end'='1000000');",
    ),
    { send: "SELECT i, i * 2 AS twice, REPEAT('wide ', 40) AS w FROM g;\r" },
    { expect: "q back" },
    { pause: 1 },
    { mark: "first" },
    { send: " " },
    { pause: 0.5 },
    { mark: "second" },
    { send: "\x1b[C\x1b[C" },
    { pause: 0.5 },
    { mark: "side" },
    { send: "\x1b[D\x1b[DG" },
    { expect: "│ 1000000 │ 2000000 │" },
    { pause: 0.5 },
    { mark: "last" },
    { send: "gx" },
    { pause: 0.5 },
    { mark: "expanded" },
    { send: "q" },
    { expect: "out 1 000 000" },
    { expect: PROMPT },
    ...QUIT,
  ]);
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  const first = screenOf(session.marks["first"]);
  assert.match(first[3], /^│ +1 │ +2 │ wide .*…$/);
  const read = /^1 of ([\d ]+)\+ rows/.exec(first.at(-1)!);
  assert.ok(read !== null && Number(read[1].replaceAll(" ", "")) < 200_000, first.at(-1));
  assert.match(screenOf(session.marks["second"])[3], /^│ +26 │ +52 │/);
  assert.match(screenOf(session.marks["side"])[3], /^….*wide .*…$/);
  assert.match(screenOf(session.marks["last"]).at(-2)!, /^│ 1000000 │ 2000000 │/);
  const expanded = screenOf(session.marks["expanded"]);
  assert.deepEqual(expanded.slice(0, 3), ["-[ RECORD 1 ]-", "i     │ 1", "twice │ 2"]);
});

test("\\x, columns that are cut, \\watch, repaired statements taken with y, \\e in the editor", async (t) => {
  if (!hasTerminal(t)) return;
  const folder = temporaryFolder(t, "view");
  const session = await inTerminal([], folder, [
    { expect: PROMPT },
    ...line("SELECT REPEAT('ab', 100) AS w, 7 AS n;", "aba…", "│ 7 │", "wide columns are cut"),
    ...line("\\x", "expanded display is on"),
    ...line("SELECT 1 AS one, 'x' AS other;", "-[ RECORD 1 ]-", "one   │ 1", "other │ x"),
    ...line("\\x", "expanded display is off"),
    ...line("SELEC 6 * 7 AS answer;", "Did you mean SELECT?", "y runs the repaired statement"),
    ...line("y", "SELECT 6 * 7 AS answer;", "│     42 │"),
    ...line("y;", "PARSE_"),
    ...line("\\df regexp_ex", "REGEXP_EXTRACT"),
    ...line("\\ds state.ttl", "table.exec.state.ttl", "…"),
    ...line("CREATE VIEW v AS\r SELECT 1 AS one;", "created"),
    ...line("SHOW CREATE VIEW v;", "CREATE VIEW v AS\n", "SELECT 1 AS one\n"),
    { send: "SHOW FUNCTIONS;\r" },
    { expect: "q back" },
    { pause: 0.3 },
    { mark: "functions" },
    { send: "q" },
    { expect: PROMPT },
    ...line("SELECT 'again' AS w;", "again"),
    { send: "\\watch 0.2\r" },
    { expect: "every 0.2 s" },
    { expect: "│ again │" },
    { expect: "│ again │" },
    { pause: 0.1 },
    { send: "\x03" },
    { expect: PROMPT },
    { send: "\\e\r" },
    { expect: "│ edited │" },
    { expect: PROMPT },
    ...QUIT,
  ], { EDITOR: "sed -i s/again/edited/" });
  assert.deepEqual([session.missing, session.code], [null, 0], session.transcript);
  assert.match(screenOf(session.marks["functions"]).at(-1)!, /^1 of \d+ rows +x expanded · q back$/);
});
