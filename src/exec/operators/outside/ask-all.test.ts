import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "./answers.ts";
import { askAll } from "./ask-all.ts";

const LIMITS = { concurrencyMax: 3, timeoutMs: 60_000, attemptsMax: 1, retryDelayMs: 0 };
const QUESTIONS = Array.from({ length: 10 }, (_, i) => [i]);

test("so many at a time, answers in the order of the questions", async () => {
  let open = 0;
  let most = 0;
  const answers = await askAll(
    QUESTIONS,
    async ([i]) => {
      most = Math.max(most, ++open);
      for (let turn = Number(i); turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      open--;
      return Number(i) * 2;
    },
    LIMITS,
  );
  assert.equal(most, 3);
  assert.deepEqual(
    answers,
    QUESTIONS.map(([i]) => [[i * 2]]),
  );
});

test("what is rejected is asked again, as often as it may be", async () => {
  const asked = new Map<unknown, number>();
  const ask = async ([i]: readonly unknown[]) => {
    asked.set(i, (asked.get(i) ?? 0) + 1);
    if (Number(i) > asked.get(i)!) throw new Error(`no ${String(i)}`);
    return "yes";
  };
  const answers = await askAll([[1], [2], [3], [4]], ask, { ...LIMITS, attemptsMax: 3 });
  assert.deepEqual(answers, [[["yes"]], [["yes"]], [["yes"]], new Refusal("no 4")]);
  assert.deepEqual([...asked.values()], [1, 2, 3, 3]);
});

test("an answer that does not come is none, and others go on", async () => {
  const ask = ([i]: readonly unknown[]) => (i === 1 ? new Promise<never>(() => {}) : Promise.resolve("yes"));
  const answers = await askAll([[0], [1], [2]], ask, { ...LIMITS, concurrencyMax: 1, timeoutMs: 5 });
  assert.deepEqual(answers, [[["yes"]], new Refusal("it gave no answer within 5 ms"), [["yes"]]]);
});
