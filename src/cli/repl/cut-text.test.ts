import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "../table.ts";
import { cutTo, windowOf } from "./cut-text.ts";
import { fittingWidths } from "./print-result.ts";

test("a text that fits stays, a longer one ends in …", () => {
  assert.equal(cutTo("abc", 3), "abc");
  assert.equal(cutTo("abcd", 3), "ab…");
  assert.equal(cutTo("日本語", 5), "日本…");
  assert.equal(cutTo("日本語", 4), "日 …");
});

test("a window of a line has the width asked for, whatever is cut", () => {
  const line = "ab日本cdef語gh";
  for (let from = 0; from < displayWidth(line) - 4; from++) {
    const cut = windowOf(line, from, 4);
    const isCutRight = displayWidth(line) > from + 4;
    assert.ok(displayWidth(cut) <= 4, `${from}: ${cut}`);
    assert.equal(cut.startsWith("…"), from > 0);
    assert.equal(cut.endsWith("…"), isCutRight);
  }
  assert.equal(windowOf(line, 7, 8), "…ef語gh");
});

test("only the widest columns are cut to fit", () => {
  assert.deepEqual(fittingWidths([4, 200, 10], 60), [4, 36, 10]);
  assert.deepEqual(fittingWidths([4, 20], 60), [4, 20]);
  assert.deepEqual(fittingWidths([90, 90, 90], 20), [6, 6, 6]);
});
