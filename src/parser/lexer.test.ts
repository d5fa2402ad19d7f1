import assert from "node:assert/strict";
import { test } from "node:test";
import { lex } from "./lexer.ts";

function values(text: string): readonly string[] {
  return lex(text).map((lexeme) => `${lexeme.kind} ${lexeme.value}`);
}

test("numbers", () => {
  const texts = ["1", "1.", ".5", "1e3", "1.5E-3", "00012"];
  for (const text of texts) assert.deepEqual(values(text), [`number ${text}`]);
  assert.deepEqual(values("a.5"), ["word a", "symbol .", "number 5"]);
  assert.deepEqual(values("1-2"), ["number 1", "symbol -", "number 2"]);
});

test("texts undo doubled quotes, unicode escapes and character sets", () => {
  assert.deepEqual(values("'' 'it''s' 'a\nb'"), ["string ", "string it's", "string a\nb"]);
  assert.deepEqual(values("U&'d\\00e9j\\00E0'"), ["string déjà"]);
  assert.deepEqual(values("u&'!0041\\' UESCAPE '!'"), ["string A\\"]);
  assert.deepEqual(values("U&'\\+01F600'"), ["string 😀"]);
  assert.deepEqual(values("_UTF8'é' N'x'"), ["string é", "string x"]);
  assert.deepEqual(values("x'cafe'"), ["binary CAFE"]);
});

test("names in backticks and double quotes", () => {
  assert.deepEqual(values('`a``b` "c""d"'), ["quoted a`b", 'quoted c"d']);
});

test("comments are left out, hints are not", () => {
  assert.deepEqual(values("a -- b\n/* c */ d"), ["word a", "word d"]);
  assert.deepEqual(values("/*+ H(x) */ a * / b"), [
    "symbol /*+",
    "word H",
    "symbol (",
    "word x",
    "symbol )",
    "symbol */",
    "word a",
    "symbol *",
    "symbol /",
    "word b",
  ]);
});

test("operators in base form", () => {
  assert.deepEqual(values("a != b->>'c'"), ["word a", "symbol <>", "word b", "symbol ->>", "string c"]);
});

test("what is wrong is told by the lexeme, and reading goes on", () => {
  const problems = (text: string) => lex(text).map((lexeme) => lexeme.problem);
  assert.deepEqual(problems("'a\nb"), ["unclosed-string", null]);
  assert.deepEqual(problems("`a b"), ["unclosed-name", null]);
  assert.deepEqual(problems("/* a"), ["unclosed-comment"]);
  assert.deepEqual(problems("‘a’"), ["smart-quote"]);
  assert.deepEqual(problems("X'abc'"), ["odd-binary"]);
  assert.deepEqual(problems("U&'\\zzzz'"), ["bad-unicode-escape"]);
  assert.deepEqual(problems("=="), ["double-equals"]);
  assert.deepEqual(problems("2nd"), ["digit-name"]);
  assert.deepEqual(problems("&& ?"), ["unknown-character", "unknown-character"]);
});

test("lexemes cover the text without overlap", () => {
  const text = "SELECT 'a', `b` /* c */ -- d\n FROM \"e\" WHERE x >= 1.5 ‘f’ $$";
  let end = 0;
  for (const lexeme of lex(text, { withComments: true })) {
    assert.ok(lexeme.start >= end && lexeme.end > lexeme.start);
    assert.match(text.slice(end, lexeme.start), /^\s*$/);
    end = lexeme.end;
  }
  assert.equal(end, text.length);
});
