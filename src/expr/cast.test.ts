import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, cast, column, kernelAnswers, testContext } from "../../test/helpers/exprs.ts";
import type { Scalar } from "../columnar/scalar.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  decimal,
  DOUBLE,
  FLOAT,
  INT,
  notNull,
  STRING,
  type SqlType,
  TIME,
  TINYINT,
  timestamp,
  timestampLtz,
  typeText,
} from "../common/types.ts";
import { zoneFor } from "../common/zone.ts";
import { canCast, makeCast } from "./cast.ts";
import { castKernel } from "./cast-kernel.ts";

function casts(from: SqlType, to: SqlType, ...values: Scalar[]): (Scalar | string)[] {
  const answers: Answer[] = kernelAnswers(
    cast(column(0, from), to),
    [from],
    values.map((value) => [value]),
  );
  return answers.map((answer) => ("problem" in answer ? answer.problem : answer.value));
}

const char = (length: number): SqlType => ({ kind: "CHAR", length, nullable: true });

test("texts as integers: spaces and a fraction go, anything else is refused", () => {
  assert.deepEqual(casts(STRING, INT, " 12 ", "+1", "1.9", "-1.9", "1.", ".5"), [12, 1, 1, -1, 1, 0]);
  assert.deepEqual(casts(STRING, INT, "", " ", "1e3", "-", "１", "1_0", "\t1"), Array(7).fill("DATA_BAD_CAST"));
  assert.deepEqual(casts(STRING, TINYINT, "127", "128"), [127, "DATA_OVERFLOW"]);
  assert.deepEqual(casts(STRING, BIGINT, "9223372036854775807", "9223372036854775808"), [
    9223372036854775807n,
    "DATA_OVERFLOW",
  ]);
});

test("texts as doubles, decimals and booleans", () => {
  assert.deepEqual(casts(STRING, DOUBLE, " 1e3\t", "1d", "-Infinity", "NaN", "1e400"), [
    1000,
    1,
    -Infinity,
    Number.NaN,
    Infinity,
  ]);
  assert.deepEqual(casts(STRING, DOUBLE, "nan", "0x1F", "1L", ""), Array(4).fill("DATA_BAD_CAST"));
  assert.deepEqual(casts(STRING, decimal(10, 2), "1e3", "1.005", "-1.005", "1f"), [100000, 101, -101, 100]);
  assert.deepEqual(casts(STRING, decimal(4, 2), "100", "x"), ["DATA_OVERFLOW", "DATA_BAD_CAST"]);
  assert.deepEqual(casts(STRING, BOOLEAN, "T", "yes", "0", "on", " true"), [
    true,
    true,
    false,
    "DATA_BAD_CAST",
    "DATA_BAD_CAST",
  ]);
});

test("texts as dates and times: a day that does not exist is refused", () => {
  assert.deepEqual(casts(STRING, DATE, "1970-1-2", "1970", "1970-02", " 1970-01-01 23:00:00 "), [1, 0, 31, 0]);
  assert.deepEqual(casts(STRING, DATE, "2020-02-30", "1970/01/01", "10000-01-01", ""), Array(4).fill("DATA_BAD_CAST"));
  assert.deepEqual(casts(STRING, TIME, "00:00:01", "1:2", "00:00:01.9", "24:00:00"), [
    1000,
    3720000,
    1000,
    "DATA_BAD_CAST",
  ]);
  assert.deepEqual(
    casts(STRING, timestamp(3), "1970-01-01 00:00:01.5", "1970-1-2", "1969-12-31 24:00:00"),
    [1500, 86400000, 0],
  );
  assert.deepEqual(
    casts(STRING, timestamp(3), "2020-02-30 00:00:00", "1970-01-01T00:00:00", "1970-01-01 00:00", " 1970-01-01"),
    Array(4).fill("DATA_BAD_CAST"),
  );
});

test("numbers that do not fit are errors, TRY_CAST makes NULL", () => {
  assert.deepEqual(casts(INT, TINYINT, 127, 128, -129), [127, "DATA_OVERFLOW", "DATA_OVERFLOW"]);
  assert.deepEqual(casts(DOUBLE, INT, -1.9, 1e10, Number.NaN), [-1, "DATA_OVERFLOW", "DATA_OVERFLOW"]);
  assert.deepEqual(casts(DOUBLE, decimal(3, 2), 1.005, 1e300), [101, "DATA_OVERFLOW"]);
  assert.deepEqual(casts(decimal(5, 2), decimal(3, 1), 12345, 9995, 9994), ["DATA_OVERFLOW", "DATA_OVERFLOW", 999]);
  const tried = cast(column(0, INT), TINYINT, true);
  assert.deepEqual(kernelAnswers(tried, [INT], [[300], [3]]), [{ value: null }, { value: 3 }]);
});

test("CHAR fills up, VARCHAR and BINARY cut; characters are code points", () => {
  assert.deepEqual(casts(STRING, char(3), "a", "abcd", "😀é"), ["a  ", "abc", "😀é "]);
  assert.deepEqual(casts(INT, { kind: "VARCHAR", length: 2, nullable: true }, 123), ["12"]);
  assert.deepEqual(casts(STRING, { kind: "BINARY", length: 3, nullable: true }, "a"), [Uint8Array.of(97, 0, 0)]);
  assert.deepEqual(casts(BYTES, STRING, Uint8Array.of(0xff, 0x61)), ["\ufffda"]);
});

test("texts of values are Flink's", () => {
  assert.deepEqual(casts(BOOLEAN, STRING, true), ["TRUE"]);
  assert.deepEqual(casts(DOUBLE, STRING, 1e10, 0.001), ["1.0E10", "0.001"]);
  assert.deepEqual(casts(FLOAT, STRING, Math.fround(0.1)), ["0.1"]);
  assert.deepEqual(casts(decimal(5, 2), STRING, -10), ["-0.10"]);
  assert.deepEqual(casts(timestamp(3), STRING, 0), ["1970-01-01 00:00:00.000"]);
});

test("collections are cast element by element", () => {
  const ints: SqlType = { kind: "ARRAY", element: INT, nullable: true };
  const texts: SqlType = { kind: "ARRAY", element: STRING, nullable: true };
  assert.deepEqual(casts(ints, texts, [1, null]), [["1", null]]);
  const strict: SqlType = { kind: "ARRAY", element: notNull(INT), nullable: true };
  assert.deepEqual(casts(ints, strict, [1, null], [2]), ["DATA_NULL", [2]]);
  const row = (type: SqlType): SqlType => ({ kind: "ROW", fields: [{ name: "a", type }], nullable: true });
  assert.deepEqual(casts(row(STRING), row(INT), ["7"], ["x"]), [[7], "DATA_BAD_CAST"]);
  const map: SqlType = { kind: "MAP", key: STRING, value: INT, nullable: true };
  assert.deepEqual(
    casts(map, STRING, {
      entries: [
        ["a", 1],
        ["b", null],
      ],
    }),
    ["{a=1, b=NULL}"],
  );
});

test("instants are read and written in the session zone", () => {
  const zoned = { ...testContext, zone: "Europe/Berlin", timeZone: zoneFor("Europe/Berlin") };
  const run = (from: SqlType, to: SqlType, value: Scalar): Scalar => castKernel(from, to).evaluate(value, zoned);
  assert.equal(run(STRING, timestampLtz(3), "1970-01-01 01:00:00"), 0);
  assert.equal(run(timestampLtz(3), timestamp(0), 0), 3600);
  assert.equal(run(timestamp(3), timestampLtz(6), 3600000), 0);
  assert.equal(run(timestampLtz(0), STRING, 1593561600), "2020-07-01 02:00:00");
  assert.equal(castKernel(timestampLtz(3), DATE).volatility, "stable");
});

test("what has no cast says so", () => {
  assert.equal(canCast(INT, timestamp(3)), false);
  assert.equal(makeCast(column(0, INT), timestamp(3), false), "there is no cast from INT to TIMESTAMP(3)");
  assert.equal(canCast(BYTES, INT), false);
  assert.equal(canCast({ kind: "NULL", nullable: true }, { kind: "ARRAY", element: INT, nullable: true }), true);
});

test("a cast is NOT NULL when its input is, TRY_CAST never", () => {
  assert.equal(typeText(cast(column(0, notNull(INT)), STRING).type), "STRING NOT NULL");
  assert.equal(typeText(cast(column(0, notNull(INT)), STRING, true).type), "STRING");
});
