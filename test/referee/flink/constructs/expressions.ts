// Random expressions over the columns of t in what Flink and Millrace both take. Integers stay small enough to fit.
import fc from "fast-check";
import { oneOf, type Phrase, phrase } from "../phrases.ts";

export interface Expressions {
  readonly int: Phrase;
  readonly bigint: Phrase;
  readonly double: Phrase;
  readonly decimal: Phrase;
  readonly text: Phrase;
  readonly boolean: Phrase;
  readonly date: Phrase;
  readonly time: Phrase;
}

const LEAF = { depthSize: "small", maxDepth: 3 } as const;
const comparison = oneOf("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM");
const unit = oneOf("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND");

export const expressions: Expressions = fc.letrec<{ [K in keyof Expressions]: string }>((tie) => {
  const [int, bigint, double, decimal, text, boolean, date, time] = (
    ["int", "bigint", "double", "decimal", "text", "boolean", "date", "time"] as const
  ).map((name) => tie(name));
  const some = fc.oneof(int, bigint, double, decimal, text, boolean, date);
  const pair = (of: Phrase) => phrase`(${of} ${comparison} ${of})`;
  return {
    int: fc.oneof(
      LEAF,
      oneOf("i", "i", "i", "1", "0", "-7", "3"),
      phrase`CHAR_LENGTH(${text})`,
      phrase`POSITION('a' IN ${text})`,
      phrase`NULLIF(${int}, ${int})`,
      phrase`COALESCE(${int}, 2)`,
      phrase`CASE WHEN ${boolean} THEN ${int} ELSE ${int} END`,
      phrase`CASE ${int} WHEN 1 THEN 10 WHEN 2 THEN ${int} END`,
      phrase`IF(${boolean}, ${int}, 4)`,
      phrase`GREATEST(i, ${oneOf("1", "i", "-2")})`,
      phrase`LEAST(i, 3)`,
      phrase`TRY_CAST(${text} AS INT)`,
      phrase`MOD(${int}, 3)`,
      phrase`(${int} / 2)`,
      phrase`(i ${oneOf("+", "-")} 2)`,
      phrase`ASCII(${text})`,
      phrase`SIGN(${int})`,
      phrase`TIMESTAMPDIFF(${oneOf("SECOND", "MINUTE", "DAY")}, TIMESTAMP '2026-01-01 00:00:07', ${time})`,
    ),
    bigint: fc.oneof(
      LEAF,
      oneOf("b", "b", "id", "9007199254740993", "CAST(5 AS BIGINT)"),
      phrase`CAST(${int} AS BIGINT)`,
      phrase`COALESCE(${bigint}, ${bigint})`,
      phrase`NULLIF(${bigint}, b)`,
      phrase`CASE WHEN ${boolean} THEN ${bigint} END`,
      phrase`(b + ${int})`,
      phrase`EXTRACT(${unit} FROM ${time})`,
      phrase`EXTRACT(${oneOf("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOY", "DOW")} FROM ${date})`,
      phrase`TRY_CAST(${text} AS BIGINT)`,
    ),
    double: fc.oneof(
      LEAF,
      oneOf("d", "d", "0.5e0", "-2e0"),
      phrase`CAST(${int} AS DOUBLE)`,
      phrase`(${double} ${oneOf("+", "-", "*")} ${double})`,
      phrase`ABS(${double})`,
      phrase`COALESCE(${double}, 1e0)`,
      phrase`FLOOR(${double})`,
      phrase`CEIL(${double})`,
      phrase`ROUND(${double}, 1)`,
      phrase`CASE WHEN ${boolean} THEN ${double} ELSE d END`,
    ),
    decimal: fc.oneof(
      LEAF,
      oneOf("m", "m", "0.05", "-12.3"),
      phrase`COALESCE(m, ${oneOf("0.5", "3", "CAST(i AS DECIMAL(10, 0))")})`,
      phrase`(m ${oneOf("+", "-", "*")} ${oneOf("0.25", "3", "1.5")})`,
      phrase`ROUND(m, ${oneOf("0", "1", "-1")})`,
      phrase`TRUNCATE(m, 1)`,
      phrase`FLOOR(m)`,
      phrase`CEIL(m)`,
      phrase`ABS(m)`,
      phrase`CAST(${int} AS DECIMAL(12, 3))`,
      phrase`(-m)`,
    ),
    text: fc.oneof(
      LEAF,
      oneOf("s", "s", "s", "'a'", "'x,y'", "''"),
      phrase`UPPER(${text})`,
      phrase`LOWER(${text})`,
      phrase`(${text} || ${text})`,
      phrase`CONCAT(${text}, '-', ${text})`,
      phrase`CONCAT_WS('/', s, 'k', ${text})`,
      phrase`SUBSTRING(${text} FROM ${oneOf("1", "2", "-1")} FOR ${oneOf("1", "2", "0")})`,
      phrase`TRIM(${oneOf("BOTH", "LEADING", "TRAILING")} 'a' FROM ${text})`,
      phrase`REPLACE(${text}, 'a', 'bb')`,
      phrase`LPAD(${text}, 3, '*')`,
      phrase`RPAD(${text}, 2, 'xy')`,
      phrase`REVERSE(${text})`,
      phrase`REPEAT(${text}, 2)`,
      phrase`OVERLAY(${text} PLACING 'q' FROM 1 FOR 1)`,
      phrase`SPLIT_INDEX(${text}, ',', ${oneOf("0", "1")})`,
      phrase`REGEXP_EXTRACT(${text}, '([a-b]+)', 1)`,
      phrase`REGEXP_REPLACE(${text}, '[ab]', '.')`,
      phrase`COALESCE(${text}, '?')`,
      phrase`CAST(${fc.oneof(int, bigint, decimal, boolean, date, time)} AS STRING)`,
      phrase`CAST(${text} AS VARCHAR(2))`,
      phrase`DATE_FORMAT(${time}, 'yyyy-MM-dd HH:mm')`,
      phrase`MD5(${text})`,
      phrase`CASE WHEN ${boolean} THEN ${text} ELSE ${text} END`,
    ),
    boolean: fc.oneof(
      LEAF,
      oneOf("o", "o", "TRUE", "FALSE"),
      pair(int),
      pair(bigint),
      pair(decimal),
      pair(text),
      pair(date),
      pair(double),
      phrase`(${time} ${oneOf("<", ">=")} TIMESTAMP '2026-01-01 00:00:20')`,
      phrase`(NOT ${boolean})`,
      phrase`(${boolean} ${oneOf("AND", "OR")} ${boolean})`,
      phrase`(${some} IS ${oneOf("", "NOT ")}NULL)`,
      phrase`(${boolean} IS ${oneOf("TRUE", "FALSE", "NOT TRUE", "NOT FALSE", "UNKNOWN", "NOT UNKNOWN")})`,
      phrase`(${text} ${oneOf("LIKE", "NOT LIKE")} ${oneOf("'%a%'", "'_'", "'a_'", "'Z%'")})`,
      phrase`(${text} SIMILAR TO '(a|b)+')`,
      phrase`(${int} ${oneOf("BETWEEN", "NOT BETWEEN")} 0 AND 3)`,
      phrase`(${int} ${oneOf("IN", "NOT IN")} (1, 2, 5))`,
      phrase`(${text} ${oneOf("IN", "NOT IN")} ('a', '', '12'))`,
      phrase`(${int} NOT IN (1, CAST(NULL AS INT)))`,
      phrase`IS_DIGIT(${text})`,
      phrase`REGEXP(${text}, '^[0-9]+$')`,
    ),
    date: fc.oneof(
      LEAF,
      oneOf("a", "a", "DATE '2020-02-29'"),
      phrase`COALESCE(${date}, DATE '2026-01-01')`,
      phrase`CAST(${time} AS DATE)`,
      phrase`(${date} ${oneOf("+", "-")} INTERVAL '${oneOf("1", "31")}' DAY)`,
      phrase`(${date} + INTERVAL '1' MONTH)`,
      phrase`FLOOR(${date} TO ${oneOf("MONTH", "YEAR", "WEEK")})`,
      phrase`CASE WHEN ${boolean} THEN ${date} END`,
    ),
    time: fc.oneof(
      LEAF,
      oneOf("ts", "ts", "TIMESTAMP '2026-02-28 23:59:59.999'"),
      phrase`(${time} ${oneOf("+", "-")} INTERVAL '90' SECOND)`,
      phrase`(${time} + INTERVAL '1' MONTH)`,
      phrase`FLOOR(${time} TO ${oneOf("SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR")})`,
      phrase`CEIL(${time} TO ${oneOf("MINUTE", "HOUR", "DAY")})`,
      phrase`CAST(${date} AS TIMESTAMP(3))`,
      phrase`TIMESTAMPADD(${oneOf("SECOND", "HOUR", "DAY", "MONTH")}, 5, ${time})`,
      phrase`COALESCE(${time}, TIMESTAMP '2026-01-01 00:00:00')`,
    ),
  };
});

export const anyExpression: Phrase = fc.oneof(
  expressions.int,
  expressions.bigint,
  expressions.double,
  expressions.decimal,
  expressions.text,
  expressions.boolean,
  expressions.date,
  expressions.time,
);

/** Such as " WHERE i > 1", often nothing. */
export const where: Phrase = fc
  .option(expressions.boolean, { nil: null, freq: 1 })
  .map((condition) => (condition === null ? "" : ` WHERE ${condition}`));
