import assert from "node:assert/strict";
import { test } from "node:test";
import { MillraceError, type SourceText } from "../index.ts";
import { applyEdits, mend } from "./check-fix.ts";

function wrong(source: SourceText, start: number, end: number, replacement: string): MillraceError {
  const span = { source, start, end };
  return new MillraceError("PARSE_UNEXPECTED", "wrong", { span, fix: [{ span, replacement }] });
}

test("edits of one round are made together, those that meet wait for the next", async () => {
  const texts: string[] = [];
  const mended = await mend({ name: "a.sql", text: "ab cd" }, async (source) => {
    texts.push(source.text);
    if (source.text === "ab cd") return [wrong(source, 0, 2, "x"), wrong(source, 1, 2, "y"), wrong(source, 3, 5, "z")];
    return source.text === "x z" ? [wrong(source, 1, 2, "")] : [];
  });
  assert.deepEqual(texts, ["ab cd", "x z", "xz"]);
  assert.deepEqual([mended.text, mended.mendedCount, mended.left], ["xz", 3, []]);
});

test("two edits that undo each other end", async () => {
  const { text, left } = await mend({ name: "a.sql", text: "a" }, async (source) => [
    wrong(source, 0, 1, source.text === "a" ? "b" : "a"),
  ]);
  assert.equal(text, "b");
  assert.equal(left.length, 1);
});

test("edits of another source are left alone", async () => {
  const other = { name: "b.sql", text: "zz" };
  const { text } = await mend({ name: "a.sql", text: "aa" }, async () => [wrong(other, 0, 1, "q")]);
  assert.equal(text, "aa");
});

test("insertions and replacements keep their places", () => {
  const source = { name: "a.sql", text: "abc" };
  const edit = (start: number, end: number, replacement: string) => ({ span: { source, start, end }, replacement });
  assert.equal(applyEdits("abc", [edit(0, 0, "("), edit(1, 2, ""), edit(3, 3, ")")]), "(ac)");
});
