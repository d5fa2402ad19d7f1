// docs/guides/inspect.md: its commands run as they stand, and what follows them is what they print, but for ids and the time of the day.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS, parseCommandLine } from "../../src/cli/args.ts";
import { inspectCommand } from "../../src/cli/inspect/inspect.ts";
import { runCommand } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

const guide = readFileSync(new URL("../../docs/guides/inspect.md", import.meta.url), "utf8");

async function execute(line: string): Promise<string> {
  const [program, name, ...args] = line.split(" ");
  if (program === "cp") {
    copyFileSync(name, args[0]);
    return "";
  }
  assert.equal(program, "millrace");
  let text = "";
  const terminal: Terminal = {
    stdout: { write: (part) => (text += String(part)) },
    stderr: { write: () => true },
    isStdoutTerminal: true,
    isStderrTerminal: false,
    hasColor: false,
    hasOutColor: false,
    columns: () => 80,
    rows: () => 24,
  };
  const parsed = parseCommandLine(COMMANDS.find((command) => command.name === name)!, args);
  await (name === "run" ? runCommand(parsed, terminal) : inspectCommand(parsed, terminal));
  return text;
}

/** Widths of tables follow what stands in them, so blanks and rules count once. */
function comparable(text: string): string {
  return text
    .replace(/\b[a-z-]+-[0-9a-f]{16}\b/g, "ID")
    .replace(/\b20(?!20)\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g, "TIME")
    .replace(/─+/g, "─")
    .replace(/ +/g, " ")
    .trim();
}

test("the commands of docs/guides/inspect.md print what stands there", async () => {
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "millrace-guide-"));
  try {
    process.chdir(folder);
    let printed = "";
    let compared = 0;
    for (const [, kind, body] of guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)) {
      if (kind === "sql") writeFileSync("job.sql", body);
      if (kind === "csv") {
        mkdirSync("in");
        writeFileSync("in/a.csv", body);
      }
      if (kind === "sh") {
        printed = "";
        for (const line of body.trim().split("\n")) printed += await execute(line);
      }
      if (kind === "text") {
        assert.ok(
          comparable(printed).includes(comparable(body)),
          `${comparable(printed)}\nshould hold\n${comparable(body)}`,
        );
        compared++;
      }
    }
    assert.ok(compared >= 4);
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
});
