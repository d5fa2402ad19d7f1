import assert from "node:assert/strict";
import { test } from "node:test";
import { MillraceError, renderError } from "./errors.ts";

function rendered(text: string, start: number, end: number): string[] {
  const span = { source: { name: "q.sql", text }, start, end };
  return renderError(new MillraceError("BIND_X", "wrong", { span })).split("\n");
}

test("an error shows its line with the caret under its span", () => {
  assert.deepEqual(rendered("SELECT a,\n  b FROM t", 12, 13), ["q.sql:2:3 BIND_X: wrong", "  2 |   b FROM t", "    |   ^"]);
});

test("of a long line only the part around the place is shown", () => {
  const text = `SELECT ${"a, ".repeat(200)}oops, ${"b, ".repeat(200)}c`;
  const start = text.indexOf("oops");
  const [, line, caret] = rendered(text, start, start + 4);
  assert.ok(line.length < 190, line);
  assert.equal(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1), "oops");
});

test("a span longer than what is shown is marked to the end of what is shown", () => {
  const [, line, caret] = rendered(`SELECT ${"1 + ".repeat(500)}1`, 0, 2000);
  assert.equal(caret.lastIndexOf("^"), line.indexOf(" ...") - 1);
});
