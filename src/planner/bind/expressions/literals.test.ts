// Literals: their types, their values, and what is said about texts that are none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../../test/helpers/bind-text.ts";

test("literals have the types that Flink gives them, integers beyond BIGINT are decimals", () => {
  const sql = lines(`
    CREATE VIEW x AS SELECT 1 AS a, 2147483648 AS b, -2147483648 AS c, -2147483649 AS d, 9223372036854775808 AS e, 00012 AS f, 5. AS g, 1.0 AS h, 0.10 AS i, 1e0 AS j, 'it''s' AS k, '' AS l, X'0aFF' AS m, TRUE AS n, DATE '2020-1-1' AS o, TIME '23:59:59.999' AS p, TIMESTAMP '2020-01-01' AS q, TIMESTAMP '2020-01-01 00:00:00.120' AS r, INTERVAL '1-6' YEAR TO MONTH AS s, INTERVAL '2:30' HOUR TO MINUTE AS t, ARRAY[1, 2.5] AS u, MAP['k', 1] AS v, ROW(1, 'a') AS w;
    DESCRIBE x
  `);
  assert.equal(
    bindText(sql),
    lines(`
      View x created.
      a | INT | false | - | - | -
      b | BIGINT | false | - | - | -
      c | INT | false | - | - | -
      d | BIGINT | false | - | - | -
      e | DECIMAL(19, 0) | false | - | - | -
      f | INT | false | - | - | -
      g | INT | false | - | - | -
      h | DECIMAL(2, 1) | false | - | - | -
      i | DECIMAL(3, 2) | false | - | - | -
      j | DOUBLE | false | - | - | -
      k | CHAR(4) | false | - | - | -
      l | CHAR(0) | false | - | - | -
      m | BINARY(2) | false | - | - | -
      n | BOOLEAN | false | - | - | -
      o | DATE | false | - | - | -
      p | TIME(3) | false | - | - | -
      q | TIMESTAMP(0) | false | - | - | -
      r | TIMESTAMP(3) | false | - | - | -
      s | INTERVAL YEAR TO MONTH | false | - | - | -
      t | INTERVAL DAY TO SECOND | false | - | - | -
      u | ARRAY<DECIMAL(11, 1) NOT NULL> | false | - | - | -
      v | MAP<CHAR(1) NOT NULL, INT NOT NULL> | false | - | - | -
      w | ROW<\`EXPR$0\` INT NOT NULL, \`EXPR$1\` CHAR(1) NOT NULL> | false | - | - | -
    `),
  );
});

test("the values of temporal literals and intervals", () => {
  const sql = lines(`
    SELECT DATE '0001-01-01', TIME '00:00:00.5', TIMESTAMP '1969-12-31 23:59:59.999', INTERVAL -'1' DAY, INTERVAL '-1' DAY, INTERVAL '1 02:03:04.567' DAY TO SECOND, INTERVAL '0.29' SECOND, INTERVAL '1' WEEK, INTERVAL '1' QUARTER, INTERVAL 90 MINUTE
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result EXPR$0, EXPR$1, EXPR$2, EXPR$3, EXPR$4, EXPR$5, EXPR$6, EXPR$7, EXPR$8, EXPR$9
        project DATE '0001-01-01' AS EXPR$0, TIME '00:00:00.5' AS EXPR$1, TIMESTAMP '1969-12-31 23:59:59.999' AS EXPR$2, INTERVAL '-1' DAY AS EXPR$3, INTERVAL '-1' DAY AS EXPR$4, INTERVAL '93784.567' SECOND AS EXPR$5, INTERVAL '0.29' SECOND AS EXPR$6, INTERVAL '7' DAY AS EXPR$7, INTERVAL '3' MONTH AS EXPR$8, INTERVAL '90' MINUTE AS EXPR$9
          values ()
    `),
  );
});

test("texts that are no literals of their kind", () => {
  const sql = lines(`
    SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
    SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
    SELECT 999999999999999999999999999999999999999, 0.123456789012345678901234567890123456789, 1e400
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:8 BIND_LITERAL: there is no DATE '2020-02-30'
        1 | SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
          |        ^^^^^^^^^^^^^^^^^
      q:1:27 BIND_LITERAL: there is no DATE '2020-13-01'
        1 | SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
          |                           ^^^^^^^^^^^^^^^^^
      q:1:46 BIND_LITERAL: there is no TIME '24:00:00'
        1 | SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
          |                                              ^^^^^^^^^^^^^^^
      q:1:63 BIND_LITERAL: '2020-01-01T00:00:00' is no TIMESTAMP: write TIMESTAMP 'yyyy-MM-dd HH:mm:ss[.fff]'
        1 | SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
          |                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:1:96 BIND_LITERAL: '2020-01-01 00:00:00.1234567890' is no TIMESTAMP: write TIMESTAMP 'yyyy-MM-dd HH:mm:ss[.fff]'
        1 | SELECT DATE '2020-02-30', DATE '2020-13-01', TIME '24:00:00', TIMESTAMP '2020-01-01T00:00:00', TIMESTAMP '2020-01-01 00:00:00.1234567890';
          |                                                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:2:8 BIND_LITERAL: '100' has more than the 2 digits of DAY(2)
        2 | SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
          |        ^^^^^^^^^^^^^^^^^^^^^
      q:2:31 BIND_LITERAL: an interval of MONTHS is a whole number
        2 | SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
          |                               ^^^^^^^^^^^^^^^^^^^^
      q:2:53 BIND_LITERAL: '25:70': 70 is too great for a MINUTE here
        2 | SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
          |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:2:86 BIND_LITERAL: 'x' is no number of DAYS
        2 | SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
          |                                                                                      ^^^^^^^^^^^^^^^^
      q:2:104 BIND_LITERAL: '1:60': 60 is too great for a SECOND here
        2 | SELECT INTERVAL '100' DAY(2), INTERVAL '1.5' MONTH, INTERVAL '25:70' HOUR TO MINUTE, INTERVAL 'x' DAY, INTERVAL '1:60' MINUTE TO SECOND;
          |                                                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:3:8 BIND_LITERAL: the number 999999999999999999999999999999999999999 has more than 38 digits
        3 | SELECT 999999999999999999999999999999999999999, 0.123456789012345678901234567890123456789, 1e400
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:3:49 BIND_LITERAL: the number 0.123456789012345678901234567890123456789 has more than 38 digits
        3 | SELECT 999999999999999999999999999999999999999, 0.123456789012345678901234567890123456789, 1e400
          |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:3:92 BIND_LITERAL: the number 1e400 is beyond the range of DOUBLE
        3 | SELECT 999999999999999999999999999999999999999, 0.123456789012345678901234567890123456789, 1e400
          |                                                                                            ^^^^^
    `),
  );
});

test("names in a text are quoted when they have to be", () => {
  const sql = lines(`
    CREATE TABLE \`odd names\` (\`a b\` INT, \`c\`\`d\` STRING) WITH ('connector' = 'rows');
    SELECT \`a b\`, \`c\`\`d\` FROM \`odd names\`;
    SELECT \`a c\` FROM \`odd names\`;
    SHOW CREATE TABLE \`odd names\`
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table odd names created.
      result \`a b\`, \`c\`\`d\`
        project \`a b\`, \`c\`\`d\`
          scan \`odd names\` (\`a b\`, \`c\`\`d\`)
      q:3:8 BIND_UNKNOWN_COLUMN: there is no column "a c" here
        3 | SELECT \`a c\` FROM \`odd names\`;
          |        ^^^^^
        Did you mean "a b"? Columns of odd names: a b, c\`d.
        Repaired: SELECT \`a b\` FROM \`odd names\`
      CREATE TABLE \`odd names\` (
        \`a b\` INT,
        \`c\`\`d\` STRING
      )
      WITH (
        'connector' = 'rows'
      )
    `),
  );
});

test("a repair quotes a reserved word", () => {
  const sql = lines(`
    CREATE TABLE r (\`select\` INT, \`year\` INT) WITH ('connector' = 'rows');
    SELECT \`selct\`, \`yeer\` FROM r
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table r created.
      q:2:8 BIND_UNKNOWN_COLUMN: there is no column "selct" here
        2 | SELECT \`selct\`, \`yeer\` FROM r
          |        ^^^^^^^
        Did you mean "select"? Columns of r: select, year.
        Repaired: SELECT \`select\`, \`yeer\` FROM r
      q:2:17 BIND_UNKNOWN_COLUMN: there is no column "yeer" here
        2 | SELECT \`selct\`, \`yeer\` FROM r
          |                 ^^^^^^
        Did you mean "year"? Columns of r: select, year.
        Repaired: SELECT \`selct\`, year FROM r
    `),
  );
});
