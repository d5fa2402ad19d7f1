import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBLE, INT, NULL_TYPE, notNull, type SqlType, STRING, typeText } from "../../common/types.ts";
import { zoneFor } from "../../common/zone.ts";
import type { ScalarFunction } from "../function.ts";
import { arrayOf, first, neverNull, nullable, optional, type ScalarDefinition, scalar, variadic } from "./define.ts";

function define(signatures: ScalarDefinition["signatures"], more: Partial<ScalarDefinition> = {}): ScalarFunction {
  return scalar({ name: "F", category: "string", summary: "", syntax: [], examples: [], signatures, ...more });
}

function bindText(fn: ScalarFunction, ...types: SqlType[]): string {
  const bound = fn.bind(
    types.map((type) => ({ type, constant: undefined })),
    {},
  );
  if (typeof bound === "string") return bound;
  return `${bound.argTypes.map(typeText).join(", ")} -> ${typeText(bound.type)}`;
}

test("the result is nullable iff an argument is, unless said otherwise", () => {
  const fn = define([[STRING, INT, "->", STRING]]);
  assert.equal(bindText(fn, notNull(STRING), notNull(INT)), "STRING NOT NULL, INT NOT NULL -> STRING NOT NULL");
  assert.equal(bindText(fn, notNull(STRING), INT), "STRING NOT NULL, INT -> STRING");
  assert.equal(bindText(define([[STRING, "->", nullable(INT)]]), notNull(STRING)), "STRING NOT NULL -> INT");
  assert.equal(bindText(define([[STRING, "->", neverNull(INT)]]), STRING), "STRING -> INT NOT NULL");
});

test("arguments are cast where that keeps their meaning; the signature without casts comes first", () => {
  const fn = define([
    [DOUBLE, "->", DOUBLE],
    ["INTEGER", "->", first],
  ]);
  assert.equal(bindText(fn, notNull(INT)), "INT NOT NULL -> INT NOT NULL");
  assert.equal(
    bindText(fn, { kind: "DECIMAL", precision: 5, scale: 2, nullable: false }),
    "DOUBLE NOT NULL -> DOUBLE NOT NULL",
  );
  assert.equal(bindText(fn, NULL_TYPE), "DOUBLE -> DOUBLE");
});

test("type variables take the least restrictive type of all that bear them", () => {
  const fn = define([[arrayOf("T"), "T", "->", arrayOf("T")]]);
  const array: SqlType = { kind: "ARRAY", element: notNull(INT), nullable: false };
  assert.equal(
    bindText(fn, array, { kind: "BIGINT", nullable: true }),
    "ARRAY<BIGINT> NOT NULL, BIGINT -> ARRAY<BIGINT>",
  );
});

test("a refusal says what the function takes", () => {
  const fn = define([[STRING, INT, optional(INT), "->", STRING]]);
  assert.equal(bindText(fn, STRING), "it takes 2 to 3 arguments, not 1");
  assert.equal(bindText(fn, STRING, STRING), "it takes (STRING, INT, [INT]), not (STRING, STRING)");
  assert.equal(
    bindText(define([[variadic("NUMERIC"), "->", DOUBLE]]), INT, STRING),
    "it takes (NUMERIC, ...), not (INT, STRING)",
  );
});

test("evaluate gets the arguments one by one", () => {
  const fn = define([[STRING, optional(INT), "->", STRING]], {
    evaluate: (text: string, n?: number) => text.repeat(n ?? 1),
  });
  const call = { argTypes: [], type: STRING, options: {}, constants: [], memo: new Map() };
  const context = { zone: "UTC", timeZone: zoneFor("UTC"), batchTimeMs: 0, watermarkMs: 0, random: () => 0 };
  assert.equal(fn.evaluate?.(["a", 3], call, context), "aaa");
  assert.equal(fn.evaluateSpread?.("a"), "a");
});
