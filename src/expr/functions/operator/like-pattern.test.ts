import assert from "node:assert/strict";
import { test } from "node:test";
import { likeShape, matchesShape, similarRegex } from "./like-pattern.ts";

const like = (text: string, pattern: string, escapeCharacter: string | null = null): boolean =>
  matchesShape(likeShape(pattern, escapeCharacter, false), text);

test("LIKE patterns that need no regular expression are told apart", () => {
  const kinds = ["", "abc", "a%", "%a", "%a%", "a_", "a%b", "%"].map((pattern) => likeShape(pattern, null, false).kind);
  assert.deepEqual(kinds, ["equals", "equals", "prefix", "suffix", "contains", "pattern", "pattern", "pattern"]);
});

test("% is any text, _ one character but no line break", () => {
  assert.ok(like("a\nb", "a%b") && like("😀", "_") && like("", "%") && like("a.c", "a.c"));
  assert.ok(!like("a\nb", "a_b") && !like("😀", "__") && !like("abc", "a.c") && !like("ab", "a"));
});

test("an escape character is one only with ESCAPE", () => {
  assert.ok(like("a\\bc", "a\\%c") && like("10%", "%!%", "!") && like("a!c", "a!!c", "!"));
  assert.ok(!like("abc", "a!%c", "!"));
  assert.throws(() => likeShape("a!bc", "!", false), { code: "DATA_BAD_PATTERN" });
  assert.throws(() => likeShape("abc!", "!", false), { code: "DATA_BAD_PATTERN" });
  assert.throws(() => likeShape("abc", "xx", false), { code: "DATA_BAD_PATTERN" });
});

test("ILIKE knows no case", () => {
  assert.ok(matchesShape(likeShape("äB%", null, true), "Äbc"));
});

test("SIMILAR TO takes SQL's regular expressions over the whole text", () => {
  const similar = (text: string, pattern: string): boolean => similarRegex(pattern, null).test(text);
  assert.ok(
    similar("abc", "%(b|d)%") && similar("aaa", "a{2,}") && similar("5", "[[:DIGIT:]]") && similar("d", "[^a-c]"),
  );
  assert.ok(!similar("abc", "b|c") && !similar("aaa", "a{2}") && !similar("d", "[a-c]") && !similar("a|b", "a|b"));
  assert.throws(() => similar("a", "[a"), { code: "DATA_BAD_PATTERN" });
});
