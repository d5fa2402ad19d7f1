import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../common/clock.ts";
import type { KafkaClient } from "./client.ts";
import { untilStable } from "./stable-end.ts";

function client(answers: readonly number[]): KafkaClient & { asked: number } {
  const fake = {
    asked: 0,
    offsets: () => Promise.resolve(new Map([[0, answers[Math.min(fake.asked++, answers.length - 1)]]])),
  };
  return fake as unknown as KafkaClient & { asked: number };
}

async function wait(stable: readonly number[], end: number) {
  const committed = client(stable);
  const warnings: string[] = [];
  await untilStable("t", {
    committed,
    uncommitted: client([end]),
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    warn: (text) => warnings.push(text),
  });
  return { asked: committed.asked, warnings };
}

test("waits until the markers of the last commit are written", async () => {
  assert.deepEqual(await wait([5, 5, 8], 8), { asked: 3, warnings: [] });
  assert.deepEqual(await wait([9], 8), { asked: 1, warnings: [] });
});

test("a transaction that stays open is told, and not waited for without end", async () => {
  const { warnings } = await wait([5], 8);
  assert.deepEqual(warnings, [
    "t/0 from offset 5 on: a transaction is still open, what follows its beginning is not read",
  ]);
});
