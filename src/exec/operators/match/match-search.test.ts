// The search against an independent matcher with the same preferences: regular expressions of JavaScript, which try the
// ways in the same order. Rows are letters; a variable stands for any of some letters, so that variables overlap.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zoneFor } from "../../../common/zone.ts";
import { BOOLEAN, INT } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { EvalContext } from "../../../expr/function.ts";
import { bindCall } from "../../../expr/bind-call.ts";
import { canBeEmpty, type MatchPattern, type MatchSlot, type MatchSpec } from "../../../planner/match.ts";
import { vectorOf } from "../../../columnar/builders.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import { rowNumbers } from "../live-rows.ts";
import { MatchConditions } from "./match-conditions.ts";
import { NO_PATH } from "./match-path.ts";
import { MatchSearch } from "./match-search.ts";
import { MatchSlots } from "./match-slots.ts";
import { PreviousRows } from "./previous-rows.ts";
import { compilePattern } from "./pattern-program.ts";

const CONTEXT: EvalContext = {
  zone: "UTC",
  timeZone: zoneFor("UTC"),
  batchTimeMs: 0,
  watermarkMs: Number.NEGATIVE_INFINITY,
  random: () => 0,
};
/** Letters of the variables A, B, C. */
const CLASSES = [[0, 1], [1, 2], [2]] as const;
const LETTERS = "abc";

const { pattern } = fc.letrec<{ pattern: MatchPattern }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.nat(2).map((variable): MatchPattern => ({ kind: "variable", variable })),
    fc.record({
      kind: fc.constantFrom("sequence" as const, "alternation" as const),
      items: fc.array(tie("pattern"), { minLength: 2, maxLength: 3 }),
    }),
    // A repeated part that may be empty is cut short differently in JavaScript.
    fc
      .tuple(
        tie("pattern").filter((input) => !canBeEmpty(input)),
        fc.nat(2),
        fc.option(fc.integer({ min: 1, max: 2 })),
        fc.boolean(),
      )
      .map(
        ([input, min, more, isReluctant]): MatchPattern => ({
          kind: "repeat",
          input,
          min,
          max: more === null ? null : min + more,
          isReluctant,
        }),
      ),
  ),
}));

/** The pattern over letters. */
function regexOf(node: MatchPattern): string {
  switch (node.kind) {
    case "variable":
      return `[${CLASSES[node.variable].map((letter) => LETTERS[letter]).join("")}]`;
    case "sequence":
      return node.items.map((item) => `(?:${regexOf(item)})`).join("");
    case "alternation":
      return node.items.map((item) => `(?:${regexOf(item)})`).join("|");
    case "repeat":
      return `(?:${regexOf(node.input)}){${node.min},${node.max ?? ""}}${node.isReluctant ? "?" : ""}`;
  }
}

function call(fn: string, args: readonly Expr[]): Expr {
  const bound = bindCall(fn, args);
  assert.ok(typeof bound !== "string", String(bound));
  return bound;
}

/** `looksBack`: the conditions read the row as LAST(A.v) of their own, so that no two threads are taken for one. */
function specOf(node: MatchPattern, looksBack: boolean): MatchSpec {
  const slots = CLASSES.map(
    (_, variable): MatchSlot => ({
      kind: "field",
      column: 0,
      from: "last",
      offset: 0,
      variables: looksBack ? [variable] : null,
      type: INT,
    }),
  );
  const defines = CLASSES.map((letters, variable) => {
    const value: Expr = { kind: "column", index: variable, name: "v", type: INT };
    const tests = letters.map((letter) => call("=", [value, { kind: "literal", value: letter, type: INT }]));
    return tests.reduce((left, right) => call("OR", [left, right]));
  });
  assert.ok(defines.every((expr) => expr.type.kind === BOOLEAN.kind));
  return {
    variables: ["A", "B", "C"],
    pattern: node,
    defines,
    slots,
    measures: [],
    emitsAllRows: false,
    resume: { kind: "past-last-row" },
    withinMs: null,
  };
}

/** Length of the match that begins at the first row; -1: there is none. */
function matchedLength(node: MatchPattern, letters: readonly number[], looksBack: boolean): number {
  const spec = specOf(node, looksBack);
  const rows = new RowSlots("rows", [INT]);
  const slots = new Int32Array(letters.length);
  rows.add([vectorOf(INT, letters)], rowNumbers(letters.length), letters.length, slots);
  const path = new MatchSlots(spec, rows, [INT], new PreviousRows());
  const conditions = new MatchConditions(spec, path, rows, [INT]);
  assert.equal(conditions.areRowLocal, !looksBack);
  conditions.prepare(slots, CONTEXT);
  const search = new MatchSearch(compilePattern(node), conditions);
  for (let at = 0; at < slots.length && !search.isDecided; at++) search.step(slots[at], CONTEXT);
  return search.best === NO_PATH ? -1 : search.paths.steps(search.best).length;
}

for (const looksBack of [false, true]) {
  test(`a match is the one that a regular expression prefers (${looksBack ? "a thread per way" : "threads merged"})`, () => {
    let found = 0;
    fc.assert(
      fc.property(
        pattern.filter((node) => !canBeEmpty(node)),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }),
        (node, letters) => {
          const text = letters.map((letter) => LETTERS[letter]).join("");
          const expected = new RegExp(`^(?:${regexOf(node)})`).exec(text)?.[0].length ?? -1;
          if (expected > 0) found++;
          assert.equal(matchedLength(node, letters, looksBack), expected, `${regexOf(node)} over ${text}`);
        },
      ),
      { numRuns: 600 },
    );
    assert.ok(found > 100, `only ${found} matches: the test looked at nothing`);
  });
}
