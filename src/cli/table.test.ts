import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth, drawTable } from "./table.ts";

test("a table frames its cells, numbers right, wide glyphs counted as two, control characters escaped", () => {
  const text = drawTable(
    [
      { name: "city", isRight: false },
      { name: "n", isRight: true },
    ],
    [
      ["京都", "7"],
      ["a\nb", "1200"],
      ["NULL", "NULL"],
    ],
  );
  assert.equal(
    text,
    ["┌──────┬──────┐", "│ city │ n    │", "├──────┼──────┤", "│ 京都 │    7 │", "│ a\\nb │ 1200 │", "│ NULL │ NULL │", "└──────┴──────┘", ""].join("\n"),
  );
});

test("combining marks take no column", () => {
  assert.equal(displayWidth("e\u0301"), 1);
  assert.equal(displayWidth("日本"), 4);
});
