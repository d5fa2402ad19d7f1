// docs/errors holds every stable code of the source, each once, and none that does not exist.
//
// A code is a text literal such as "BIND_UNKNOWN_COLUMN" anywhere in src but tests: codes reach MillraceError through many hands
// (report, planError, problem records), so the literal, not the call, is looked for.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const PREFIXES = "PARSE|BIND|PLAN|DATA|CONNECTOR|SOURCE|SINK|STATE|INTERNAL";
const CODE_LITERAL = new RegExp(`"((?:${PREFIXES})(?:_[A-Z0-9]+)+)"`, "g");
const CODE_ROW = new RegExp(`^\\| ((?:${PREFIXES})(?:_[A-Z0-9]+)+) \\|(.*)\\|$`, "gm");
/** Names of functions that look like codes. */
const NO_CODES: ReadonlySet<string> = new Set(["PARSE_URL", "PARSE_JSON"]);

function codesOfSource(): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const file of globSync("src/**/*.ts")) {
    if (file.endsWith(".test.ts")) continue;
    for (const [, code] of readFileSync(file, "utf8").matchAll(CODE_LITERAL)) if (!NO_CODES.has(code)) codes.add(code);
  }
  return codes;
}

function rowsOfDocs(): readonly { code: string; cells: readonly string[] }[] {
  return globSync("docs/errors/*.md").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(CODE_ROW)].map(([, code, rest]) => ({
      code,
      cells: rest.split("|").map((cell) => cell.trim()),
    })),
  );
}

test("docs/errors lists every code of the source", () => {
  const documented = new Set(rowsOfDocs().map((row) => row.code));
  const codes = codesOfSource();
  assert.ok(codes.size > 100, `only ${codes.size} codes found in src`);
  assert.deepEqual([...codes].filter((code) => !documented.has(code)).sort(), [], "in src and not in docs/errors");
});

test("docs/errors lists no code that does not exist, none twice, and says when each comes", () => {
  const codes = codesOfSource();
  const rows = rowsOfDocs();
  assert.deepEqual(
    rows.map((row) => row.code).filter((code) => !codes.has(code)),
    [],
    "in docs/errors and not in src",
  );
  const names = rows.map((row) => row.code);
  assert.deepEqual(
    names.filter((code, index) => names.indexOf(code) !== index),
    [],
    "listed twice",
  );
  assert.deepEqual(
    rows.filter((row) => row.cells[0] === "").map((row) => row.code),
    [],
    "without a When",
  );
});
