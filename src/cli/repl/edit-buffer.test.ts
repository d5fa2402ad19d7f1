import assert from "node:assert/strict";
import { test } from "node:test";
import { EditBuffer } from "./edit-buffer.ts";
import { layoutOf } from "./layout.ts";

/** A buffer whose cursor stands at `|`. */
function at(marked: string): EditBuffer {
  const buffer = new EditBuffer();
  buffer.set(marked.replace("|", ""), marked.indexOf("|"));
  return buffer;
}

function shown({ text, cursor }: EditBuffer): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

function after(marked: string, ...acts: readonly ((buffer: EditBuffer) => unknown)[]): string {
  const buffer = at(marked);
  for (const act of acts) act(buffer);
  return shown(buffer);
}

test("glyphs are moved over and deleted whole", () => {
  assert.equal(after("a👩‍👩‍👧|b", (b) => b.backspace()), "a|b");
  assert.equal(after("a|👍🏽b", (b) => b.delete()), "a|b");
  assert.equal(after("日本|", (b) => b.left()), "日|本");
  assert.equal(after("|", (b) => b.left(), (b) => b.backspace(), (b) => b.delete(), (b) => b.right()), "|");
});

test("words and lines", () => {
  assert.equal(after("SELECT a_b, c|", (b) => b.wordLeft(), (b) => b.wordLeft()), "SELECT |a_b, c");
  assert.equal(after("|  abc def", (b) => b.wordRight()), "  abc| def");
  assert.equal(after("one\ntwo|\nthree", (b) => b.lineUp()), "one|\ntwo\nthree");
  assert.equal(after("one\nt|wo\nx", (b) => b.lineDown()), "one\ntwo\nx|");
  assert.equal(after("long line|\nab\nc", (b) => b.lineDown()), "long line\nab|\nc");
  assert.equal(at("one|").lineUp(), false);
  assert.equal(at("one|").lineDown(), false);
});

test("what is cut can be put back", () => {
  assert.equal(after("a b|c\nd", (b) => b.killToLineStart(), (b) => b.lineEnd(), (b) => b.yank()), "ca b|\nd");
  assert.equal(after("a |b\nc", (b) => b.killToLineEnd(), (b) => b.killToLineEnd()), "a |c");
  assert.equal(after("x = 'abc'|", (b) => b.killWordLeft()), "x = '|");
});

test("lines wrap behind the prompt, wide glyphs stay whole, the cursor is where it is typed", () => {
  const options = { prompt: "> ", continuation: ". ", columns: 13, hasColor: false };
  const { rows, cursorRow, cursorColumn } = layoutOf("0123456789ab\n日本日本日本", 13, options);
  assert.deepEqual(
    rows.map(({ head, body }) => head + body),
    ["> 0123456789", "  ab", ". 日本日本日", "  本"],
  );
  assert.deepEqual([cursorRow, cursorColumn], [2, 2]);
});
