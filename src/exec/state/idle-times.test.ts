import assert from "node:assert/strict";
import { test } from "node:test";
import { IdleTimes } from "./idle-times.ts";

const all = (): boolean => true;

test("what was not written for the TTL is idle, to the millisecond, and stays so until it is written or gone", () => {
  const times = new IdleTimes();
  times.nowMs = 1000;
  times.touch(Int32Array.of(0, 1, 2), 3);
  times.nowMs = 1400;
  times.touchOne(1);
  times.nowMs = 1999;
  assert.deepEqual([...times.idle(1000, 3, all)], []);
  times.nowMs = 2000;
  assert.deepEqual([...times.idle(1000, 3, all)], [0, 2]);
  assert.deepEqual([...times.idle(1000, 3, (id) => id !== 0)], [2], "what was found and stays is found again");
  times.nowMs = 2400;
  assert.deepEqual([...times.idle(1000, 3, (id) => id === 1)], [1]);
});

test("times that are not known count from the next look on", () => {
  const times = new IdleTimes();
  times.resize(2);
  assert.ok(times.load(Int32Array.of(0, 1), undefined));
  times.nowMs = 5000;
  assert.deepEqual([...times.idle(1000, 2, all)], []);
  times.nowMs = 6000;
  assert.deepEqual([...times.idle(1000, 2, all)], [0, 1]);
});

test("times follow a renumbering and come back from their saved form", () => {
  const times = new IdleTimes();
  times.nowMs = 10;
  times.touchOne(0);
  times.nowMs = 20;
  times.touchOne(2);
  times.renumber(Int32Array.of(-1, -1, 0), 1);
  assert.equal(times.at(0), 20);
  const copy = new IdleTimes();
  assert.ok(copy.load(Int32Array.of(7), times.vector()));
  assert.equal(copy.at(7), 20);
  assert.equal(copy.load(Int32Array.of(0), { rep: "i32", values: Int32Array.of(1), valid: null }), false);
});
