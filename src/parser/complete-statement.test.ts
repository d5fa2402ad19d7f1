import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompleteStatement } from "./complete-statement.ts";
import { tokenize } from "./tokenize.ts";

test("complete: ends in ; outside quotes, comments and statement sets", () => {
  const complete = [
    "SELECT 1;",
    "SELECT 1; -- done",
    "SELECT ';';",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;",
    "BEGIN STATEMENT SET; INSERT INTO a SELECT CASE WHEN b THEN 1 END; END;",
    "SELECT 1; SELECT 2;",
  ];
  for (const text of complete) assert.equal(isCompleteStatement(text), true, text);
});

test("not complete", () => {
  const open = [
    "",
    "SELECT 1",
    "SELECT 1 -- ;",
    "SELECT ';",
    "SELECT `;",
    "SELECT 1 /* ;",
    "BEGIN STATEMENT SET;",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;",
    "BEGIN STATEMENT SET; INSERT INTO a SELECT CASE WHEN b THEN 1 END;",
  ];
  for (const text of open) assert.equal(isCompleteStatement(text), false, text);
});

test("tokens for highlighting", () => {
  const text = "SELECT `a`, x FROM t -- c\nWHERE b = 'd' + 1 ?";
  const kinds = tokenize(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
  assert.deepEqual(kinds, [
    "keyword SELECT",
    "name `a`",
    "symbol ,",
    "name x",
    "keyword FROM",
    "name t",
    "comment -- c",
    "keyword WHERE",
    "name b",
    "symbol =",
    "string 'd'",
    "symbol +",
    "number 1",
    "error ?",
  ]);
});
