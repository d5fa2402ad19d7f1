import assert from "node:assert/strict";
import { test } from "node:test";
import { INT, STRING, type SqlType } from "../../../common/types.ts";
import { packAnswers, Refusal, unpackAnswers } from "./answers.ts";

const TYPES: readonly SqlType[] = [INT, STRING, { kind: "ARRAY", element: INT, nullable: true }];

test("answers come back as they were logged", () => {
  const answers = [
    [
      [1, "a", [1, null]],
      [null, "", null],
    ],
    [],
    new Refusal("no"),
    [[2, "ä", []]],
  ];
  const back = unpackAnswers(packAnswers(answers, TYPES), TYPES, 4);
  assert.deepEqual(back, answers);
  assert.ok(back[2] instanceof Refusal);
});

test("answers of other questions are none", () => {
  const payload = packAnswers([[[1, "a", null]]], TYPES);
  assert.throws(() => unpackAnswers(payload, TYPES, 2), { code: "STATE_CORRUPT" });
  assert.throws(() => unpackAnswers(payload, [INT], 1), { code: "STATE_CORRUPT" });
});

test("rows of no columns are counted", () => {
  assert.deepEqual(unpackAnswers(packAnswers([[[], []], []], []), [], 2), [[[], []], []]);
});
