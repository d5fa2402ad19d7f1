// Random SQL expressions of a wanted type over the columns of random-values.ts. `canFail` lets in what fails on some rows
// (division by zero, casts, overflow); without it an expression has a value on every row.
import fc from "fast-check";

export interface Expressions {
  readonly int: fc.Arbitrary<string>;
  readonly bigint: fc.Arbitrary<string>;
  readonly double: fc.Arbitrary<string>;
  readonly decimal: fc.Arbitrary<string>;
  readonly text: fc.Arbitrary<string>;
  readonly boolean: fc.Arbitrary<string>;
  readonly date: fc.Arbitrary<string>;
}

/** A text template over arbitraries: sql`ABS(${int})`. */
function sql(parts: TemplateStringsArray, ...holes: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...holes).map((texts) => parts.reduce((text, part, i) => text + texts[i - 1] + part));
}

function oneOf(...texts: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...texts);
}

const comparison = oneOf("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM");

export function expressions(canFail: boolean): Expressions {
  const leaf = { depthSize: "small" as const, withCrossShrink: true };
  const risky = (...items: readonly fc.Arbitrary<string>[]) => (canFail ? items : []);
  return fc.letrec<{ [K in keyof Expressions]: string }>((tie) => {
    const [int, bigint, double, decimal, text, boolean, date] = (
      ["int", "bigint", "double", "decimal", "text", "boolean", "date"] as const
    ).map((name) => tie(name));
    const some = fc.oneof(int, bigint, double, decimal, text, boolean, date);
    const pair = (of: fc.Arbitrary<string>) => sql`(${of} ${comparison} ${of})`;
    return {
      int: fc.oneof(
        leaf,
        oneOf("i", "1", "0", "-7", "3"),
        sql`CHAR_LENGTH(${text})`,
        sql`POSITION('a' IN ${text})`,
        sql`NULLIF(${int}, ${int})`,
        sql`COALESCE(${int}, 2)`,
        sql`CASE WHEN ${boolean} THEN ${int} ELSE ${int} END`,
        sql`CASE ${int} WHEN 1 THEN 10 WHEN 2 THEN ${int} END`,
        sql`IF(${boolean}, ${int}, 4)`,
        sql`GREATEST(i, ${oneOf("1", "i", "-2")})`,
        sql`TRY_CAST(${text} AS INT)`,
        sql`TRY_CAST(${bigint} AS INT)`,
        sql`EXTRACT(${oneOf("YEAR", "MONTH", "DAY", "QUARTER")} FROM ${date})`.map((e) => `CAST(${e} AS INT)`),
        sql`MOD(${int}, 3)`,
        ...risky(
          sql`(${int} ${oneOf("+", "-", "*", "/", "%")} ${int})`,
          sql`CAST(${text} AS INT)`,
          sql`CAST(${bigint} AS INT)`,
          sql`ABS(${int})`,
        ),
      ),
      bigint: fc.oneof(
        leaf,
        oneOf("b", "9007199254740993", "CAST(5 AS BIGINT)"),
        sql`CAST(${int} AS BIGINT)`,
        sql`COALESCE(${bigint}, ${bigint})`,
        sql`NULLIF(${bigint}, b)`,
        sql`CASE WHEN ${boolean} THEN ${bigint} END`,
        ...risky(sql`(${bigint} ${oneOf("+", "-", "*", "/", "%")} ${bigint})`, sql`(-${bigint})`, sql`ABS(${bigint})`),
      ),
      double: fc.oneof(
        leaf,
        oneOf("d", "0.5e0", "-2e0"),
        sql`CAST(${int} AS DOUBLE)`,
        sql`(${double} ${oneOf("+", "-", "*", "/")} ${double})`,
        sql`ABS(${double})`,
        sql`COALESCE(${double}, 1e0)`,
        sql`FLOOR(${double})`,
        sql`CEIL(${double})`,
        sql`CASE WHEN ${boolean} THEN ${double} ELSE d END`,
      ),
      decimal: fc.oneof(
        leaf,
        oneOf("m", "0.05", "-12.3"),
        sql`COALESCE(${decimal}, 1.5)`,
        sql`CASE WHEN ${boolean} THEN m ELSE ${decimal} END`,
        sql`CAST(${int} AS DECIMAL(14, 3))`,
        sql`(m ${oneOf("+", "-", "*")} ${oneOf("m", "0.05", "i", "1.5")})`,
        ...risky(
          sql`(m / ${oneOf("m", "i", "0.7")})`,
          sql`CAST(${double} AS DECIMAL(10, 2))`,
          sql`CAST(${text} AS DECIMAL(8, 2))`,
        ),
      ),
      text: fc.oneof(
        leaf,
        oneOf("s", "'a'", "'x''y'", "''"),
        sql`(${text} || ${text})`,
        sql`UPPER(${text})`,
        sql`LOWER(${text})`,
        sql`TRIM(${text})`,
        sql`REVERSE(${text})`,
        sql`SUBSTRING(${text}, 2)`,
        sql`SUBSTRING(s FROM ${oneOf("1", "2", "i")} FOR 2)`,
        sql`REPLACE(${text}, 'a', 'bb')`,
        sql`COALESCE(${text}, 'none')`,
        sql`CAST(${some} AS STRING)`,
        sql`CASE WHEN ${boolean} THEN ${text} ELSE s END`,
        sql`LPAD(${text}, 4, '.')`,
      ),
      boolean: fc.oneof(
        leaf,
        oneOf("o", "TRUE", "(i > 1)", "(s = 'a')"),
        pair(int),
        pair(bigint),
        pair(double),
        pair(decimal),
        pair(text),
        pair(date),
        sql`(${int} ${comparison} ${double})`,
        sql`(${bigint} ${comparison} ${decimal})`,
        sql`(${boolean} AND ${boolean})`,
        sql`(${boolean} OR ${boolean})`,
        sql`(NOT ${boolean})`,
        sql`(${some} IS ${oneOf("NULL", "NOT NULL")})`,
        sql`(${boolean} IS ${oneOf("TRUE", "FALSE", "UNKNOWN", "NOT TRUE", "NOT FALSE")})`,
        sql`(${int} ${oneOf("", "NOT")} BETWEEN ${int} AND ${int})`,
        sql`(${int} ${oneOf("", "NOT")} IN (1, 2, ${oneOf("3", "NULL")}))`,
        sql`(${text} IN ('a', 'b', s))`,
        sql`(${text} ${oneOf("LIKE", "NOT LIKE")} ${oneOf("'a%'", "'_b'", "'%'", "'%,%'")})`,
      ),
      date: fc.oneof(
        leaf,
        oneOf("a", "DATE '2020-02-29'", "DATE '1969-12-31'"),
        sql`COALESCE(${date}, DATE '2000-01-01')`,
      ),
    };
  });
}
