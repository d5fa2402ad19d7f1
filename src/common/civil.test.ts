import assert from "node:assert/strict";
import { test } from "node:test";
import { addMonths, civilFromDays, daysFromCivil, daysInMonth, MS_PER_DAY } from "./civil.ts";

test("day numbers agree with Date over every day of 1800-2200 and round-trip to year 9999", () => {
  for (let days = daysFromCivil(1800, 1, 1); days < daysFromCivil(2200, 1, 1); days++) {
    const date = new Date(days * MS_PER_DAY);
    const civil = civilFromDays(days);
    assert.deepEqual(civil, { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
    assert.equal(daysFromCivil(civil.year, civil.month, civil.day), days);
  }
  assert.deepEqual(civilFromDays(daysFromCivil(9999, 12, 31)), { year: 9999, month: 12, day: 31 });
  assert.deepEqual(civilFromDays(daysFromCivil(1, 1, 1)), { year: 1, month: 1, day: 1 });
});

test("months have their days", () => {
  assert.deepEqual([2000, 1900, 2024, 2023].map((y) => daysInMonth(y, 2)), [29, 28, 29, 28]);
});

test("months are added on the calendar, the last day where the month is shorter", () => {
  const text = (days: number) => Object.values(civilFromDays(days)).join("-");
  assert.equal(text(addMonths(daysFromCivil(2020, 1, 31), 1)), "2020-2-29");
  assert.equal(text(addMonths(daysFromCivil(2020, 2, 29), 12)), "2021-2-28");
  assert.equal(text(addMonths(daysFromCivil(1970, 1, 1), -13)), "1968-12-1");
  assert.equal(text(addMonths(daysFromCivil(2020, 3, 31), -1)), "2020-2-29");
});
