import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalOfText, intervalOfUnit } from "./interval-text.ts";

test("one number and one unit", () => {
  assert.deepEqual(intervalOfText("1 minute"), { text: "1", from: "MINUTE", to: null });
  assert.deepEqual(intervalOfText("-2 days"), { text: "-2", from: "DAY", to: null });
  assert.deepEqual(intervalOfText("90min "), { text: "90", from: "MINUTE", to: null });
});

test("units below the second become a fraction", () => {
  assert.deepEqual(intervalOfText("5 ms"), { text: "0.005", from: "SECOND", to: null });
  assert.deepEqual(intervalOfUnit("1500", "MILLISECOND"), { text: "1.500", from: "SECOND", to: null });
  assert.deepEqual(intervalOfUnit("-7", "NANOSECOND"), { text: "-0.000000007", from: "SECOND", to: null });
});

test("sums", () => {
  assert.deepEqual(intervalOfText("1 hour 30 min"), { text: "0 01:30:00", from: "DAY", to: "SECOND" });
  assert.deepEqual(intervalOfText("1 week 1.5 days"), { text: "8 12:00:00", from: "DAY", to: "SECOND" });
  assert.deepEqual(intervalOfText("1 s 1 us"), { text: "0 00:00:01.000001", from: "DAY", to: "SECOND" });
  assert.deepEqual(intervalOfText("1 year 14 months"), { text: "2-2", from: "YEAR", to: "MONTH" });
});

test("texts that bring no unit along", () => {
  for (const text of ["", "1", "1:30", "1 fortnight", "1 day x", "1 month 1 day"]) {
    assert.equal(intervalOfText(text), null, text);
  }
});
