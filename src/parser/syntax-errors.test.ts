// The whole text that a reader sees, per mistake.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { renderError } from "../common/errors.ts";
import { parseExpression, parseStatements, printStatement } from "./index.ts";

function rendered(text: string): string {
  return parseStatements({ name: "q.sql", text }).errors.map(renderError).join("\n");
}

function repaired(text: string): readonly (string | null)[] {
  return parseStatements({ name: "q.sql", text }).errors.map((error) => error.repaired);
}

function codes(text: string): readonly string[] {
  return parseStatements({ name: "q.sql", text }).errors.map((error) => error.code);
}

test("a misspelt keyword", () => {
  assert.equal(
    rendered("SELECT a\nFORM t"),
    `q.sql:2:1 PARSE_MISSPELT_KEYWORD: FORM is not a word of SQL
  2 | FORM t
    | ^^^^
  Did you mean FROM?
  Repaired: SELECT a
  FROM t`,
  );
});

test("an unclosed text", () => {
  assert.equal(
    rendered("SELECT a FROM t WHERE a = 'x AND b = 'y';"),
    `q.sql:1:27 PARSE_UNCLOSED_STRING: this text is not closed
  1 | SELECT a FROM t WHERE a = 'x AND b = 'y';
    |                           ^
  A text ends with '. A quote inside a text is written twice: 'it''s'.
  Repaired: SELECT a FROM t WHERE a = 'x' AND b = 'y'`,
  );
});

test("what was expected, where no edit helps", () => {
  assert.equal(
    rendered("SELECT a FROM t WHERE"),
    `q.sql:1:22 PARSE_UNEXPECTED: expected an expression after WHERE, found the end of the statement
  1 | SELECT a FROM t WHERE
    |                      ^`,
  );
  assert.equal(
    rendered("SELECT INTERVAL '5' FROM t"),
    `q.sql:1:21 PARSE_UNEXPECTED: expected a unit of time such as SECOND after '5', found FROM
  1 | SELECT INTERVAL '5' FROM t
    |                     ^^^^`,
  );
  assert.equal(
    rendered("SELECT a WHERE b = 1 FROM t"),
    `q.sql:1:22 PARSE_UNEXPECTED: expected GROUP, HAVING or ORDER after 1, found FROM
  1 | SELECT a WHERE b = 1 FROM t
    |                      ^^^^
  The clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT.`,
  );
  assert.equal(
    rendered("SELECT a FROM t WHERE x BETWEEN 1 OR 2"),
    `q.sql:1:35 PARSE_UNEXPECTED: expected AND after 1, found OR
  1 | SELECT a FROM t WHERE x BETWEEN 1 OR 2
    |                                   ^^`,
  );
  assert.equal(
    rendered("foo bar"),
    `q.sql:1:1 PARSE_UNEXPECTED: expected a statement such as SELECT, INSERT INTO or CREATE TABLE, found foo
  1 | foo bar
    | ^^^`,
  );
});

test("LIMIT is there once", () => {
  assert.deepEqual(codes("SELECT 1 LIMIT 1 LIMIT ALL"), ["PARSE_UNEXPECTED"]);
});

test("one edit mends it", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["SELCT a FROM t", "PARSE_MISSPELT_KEYWORD", "SELECT a FROM t"],
    ["SELECT a FROM t GRUOP BY a", "PARSE_MISSPELT_KEYWORD", "SELECT a FROM t GROUP BY a"],
    ["SELECT a FROM t WEHRE a = 1", "PARSE_MISSPELT_KEYWORD", "SELECT a FROM t WHERE a = 1"],
    ["SELECT CASE WHEN a THN b END FROM t", "PARSE_MISSPELT_KEYWORD", "SELECT CASE WHEN a THEN b END FROM t"],
    ["CREATE TABEL t (a INT)", "PARSE_MISSPELT_KEYWORD", "CREATE TABLE t (a INT)"],
    ["CREATE TABLE t (a INT, PRIMARY KYE (a) NOT ENFORCED)", "PARSE_MISSPELT_KEYWORD", "CREATE TABLE t (a INT, PRIMARY KEY (a) NOT ENFORCED)"],
    ["SELECT a b c FROM t", "PARSE_MISSING_COMMA", "SELECT a b, c FROM t"],
    ["CREATE TABLE t (a INT b INT)", "PARSE_MISSING_COMMA", "CREATE TABLE t (a INT, b INT)"],
    ["CREATE TABLE t (a INT) WITH ('a' = 'b' 'c' = 'd')", "PARSE_MISSING_COMMA", "CREATE TABLE t (a INT) WITH ('a' = 'b', 'c' = 'd')"],
    ["SELECT (a + b FROM t", "PARSE_MISSING_PARENTHESIS", "SELECT (a + b) FROM t"],
    ["SELECT COUNT(a FROM t", "PARSE_MISSING_PARENTHESIS", "SELECT COUNT(a) FROM t"],
    ["CREATE TABLE t (a INT) WITH 'c' = 'x', 'f' = 'y'", "PARSE_MISSING_PARENTHESIS", "CREATE TABLE t (a INT) WITH ('c' = 'x', 'f' = 'y')"],
    ["SELECT a FROM t)", "PARSE_UNEXPECTED", "SELECT a FROM t"],
    ["SELECT a, FROM t", "PARSE_TRAILING_COMMA", "SELECT a FROM t"],
    ["CREATE TABLE t (a INT,)", "PARSE_TRAILING_COMMA", "CREATE TABLE t (a INT)"],
    ["SELECT FROM t", "PARSE_EMPTY_SELECT", "SELECT * FROM t"],
    ["SELECT order FROM t", "PARSE_RESERVED_WORD", "SELECT `order` FROM t"],
    ["SELECT a AS end, b FROM t", "PARSE_RESERVED_WORD", "SELECT a AS `end`, b FROM t"],
    ["SELECT a FROM t WHERE a == 1", "PARSE_DOUBLE_EQUALS", "SELECT a FROM t WHERE a = 1"],
    ["SELECT a FROM t WHERE a = = 1", "PARSE_DOUBLED", "SELECT a FROM t WHERE a = 1"],
    ["SELECT a,, b FROM t", "PARSE_DOUBLED", "SELECT a, b FROM t"],
    ["SELECT ‘x’ FROM t", "PARSE_SMART_QUOTE", "SELECT 'x' FROM t"],
    ["SELECT “a b” FROM t", "PARSE_SMART_QUOTE", "SELECT `a b` FROM t"],
    ["SELECT 2nd FROM t", "PARSE_NAME_STARTS_WITH_DIGIT", "SELECT `2nd` FROM t"],
    ["SELECT `a FROM t", "PARSE_UNCLOSED_NAME", "SELECT `a` FROM t"],
    ["SELECT a FROM t WHERE a && b", "PARSE_UNKNOWN_CHARACTER", "SELECT a FROM t WHERE a AND b"],
    ["SELECT a FROM my-table-2 WHERE b = 1", "PARSE_ODD_NAME", "SELECT a FROM `my-table-2` WHERE b = 1"],
    ["SELECT a FROM 't'", "PARSE_TEXT_AS_NAME", "SELECT a FROM `t`"],
    ["CREATE TABLE t (a INT) WITH (scan.mode = 'x')", "PARSE_TEXT_EXPECTED", "CREATE TABLE t (a INT) WITH ('scan.mode' = 'x')"],
    ['SET "a" = \'b\'', "PARSE_TEXT_EXPECTED", "SET 'a' = 'b'"],
    ["CREATE TABLE t (a INT) WITH ('connector = 'x', 'format' = 'y')", "PARSE_UNCLOSED_STRING", "CREATE TABLE t (a INT) WITH ('connector' = 'x', 'format' = 'y')"],
    ["SELECT CAST(a INT)", "PARSE_MISSING_WORD", "SELECT CAST(a AS INT)"],
    ["SELECT a FROM t GROUP a", "PARSE_MISSING_WORD", "SELECT a FROM t GROUP BY a"],
    ["INSERT t SELECT 1", "PARSE_MISSING_WORD", "INSERT INTO t SELECT 1"],
    ["CREATE TABLE t (a INT, WATERMARK ts AS ts)", "PARSE_MISSING_WORD", "CREATE TABLE t (a INT, WATERMARK FOR ts AS ts)"],
    ["BEGIN STATEMENT SET; INSERT INTO a SELECT 1;", "PARSE_MISSING_END", "BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END"],
  ]; // biome-ignore format: a table
  for (const [text, code, mended] of cases) {
    assert.deepEqual(codes(text), [code], text);
    assert.deepEqual(repaired(text), [mended], text);
    assert.deepEqual(codes(mended), [], mended);
  }
});

test("a missing ; : both statements are there, the second one's errors too", () => {
  const good = parseStatements({ name: "q.sql", text: "SELECT 1\nINSERT INTO t SELECT 2;" });
  assert.deepEqual(
    good.errors.map((error) => [error.code, error.repaired]),
    [["PARSE_MISSING_SEMICOLON", "SELECT 1;\nINSERT INTO t SELECT 2"]],
  );
  assert.deepEqual(good.statements.map(printStatement), ["SELECT 1", "INSERT INTO t SELECT 2"]);
  assert.deepEqual(codes("SELECT 1\nSELECT a FORM t"), ["PARSE_MISSING_SEMICOLON", "PARSE_MISSPELT_KEYWORD"]);
  assert.deepEqual(codes("SELECT a,, b\nSELECT 1"), ["PARSE_DOUBLED", "PARSE_MISSING_SEMICOLON"]);
  assert.deepEqual(codes("SET a.b = c\nSELECT 1"), [
    "PARSE_TEXT_EXPECTED",
    "PARSE_TEXT_EXPECTED",
    "PARSE_MISSING_SEMICOLON",
  ]);
});

test("all errors of a file in one run, and the good statements", () => {
  const { statements, errors } = parseStatements({
    name: "q.sql",
    text: `SELECT 1;
SELECT a FORM t;
SELECT a FROM t WHERE a > > 1 AND b = 2 GRUOP BY a HAVING c = 1 ODER BY a;
SELECT 2;
CREATE TABLE t (order INT, a STRING,);
SELECT a FROM t WHERE a = 'x;
SELECT 3`,
  });
  assert.deepEqual(statements.map(printStatement), ["SELECT 1", "SELECT 2", "SELECT 3"]);
  assert.deepEqual(
    errors.map((error) => error.code),
    [
      "PARSE_MISSPELT_KEYWORD",
      "PARSE_DOUBLED",
      "PARSE_MISSPELT_KEYWORD",
      "PARSE_MISSPELT_KEYWORD",
      "PARSE_RESERVED_WORD",
      "PARSE_TRAILING_COMMA",
      "PARSE_UNCLOSED_STRING",
    ],
  );
});

test("what is known and not supported is named", () => {
  const texts = [
    "SELECT a AT TIME ZONE 'UTC' FROM t",
    "SELECT 1 > ANY (SELECT 1)",
    "UPDATE t SET a = 1",
    "CREATE TEMPORARY SYSTEM FUNCTION f AS 'x'",
    "WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a",
    "CREATE TABLE t LIKE u (EXCLUDING OPTIONS)",
    "SELECT a, COUNT(*) FROM t WINDOW TUMBLING (SIZE 1 MINUTE, RETENTION 1 DAY) GROUP BY a",
    "SELECT a FROM t WINDOW TUMBLING (SIZE 1 MINUTE, GRACE PERIOD 5 SECONDS) GROUP BY a EMIT CHANGES",
    "SELECT a FROM t LIMIT 5, 10",
  ];
  for (const text of texts) {
    const { errors } = parseStatements({ name: "q.sql", text });
    assert.deepEqual(
      errors.map((error) => error.code),
      ["PARSE_UNSUPPORTED"],
      text,
    );
    assert.ok(errors[0].hint, text);
  }
});

test("a statement deeper than the stack is an error, not a crash", () => {
  const deep = `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}; SELECT 2`;
  const { statements, errors } = parseStatements({ name: "q.sql", text: deep });
  assert.deepEqual(
    errors.map((error) => error.code),
    ["PARSE_TOO_DEEP"],
  );
  assert.deepEqual(statements.map(printStatement), ["SELECT 2"]);
});

test("a clause that a table has once", () => {
  assert.equal(
    rendered("CREATE TABLE t (a INT, WATERMARK FOR a AS a, WATERMARK FOR b AS b)"),
    `q.sql:1:46 PARSE_DUPLICATE_CLAUSE: WATERMARK FOR is written twice
  1 | CREATE TABLE t (a INT, WATERMARK FOR a AS a, WATERMARK FOR b AS b)
    |                                              ^^^^^^^^^^^^^^^^^^^^
  A table has one WATERMARK FOR: leave one out.`,
  );
  assert.deepEqual(codes("CREATE TABLE t (PRIMARY KEY (a), b INT, PRIMARY KEY (b))"), ["PARSE_DUPLICATE_CLAUSE"]);
});

test("damaged statements: never a crash, errors within the text, every repaired text parses", () => {
  const whole = [
    "SELECT a, COUNT(*) AS n FROM t AS u LEFT JOIN v ON u.k = v.k WHERE a IN (1, 2) GROUP BY a ORDER BY n DESC LIMIT 5",
    "CREATE TABLE t (a INT, b AS a + 1, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'x', 'path' = 'y')",
    "INSERT INTO s SELECT CASE WHEN a THEN 'x' ELSE CAST(b AS STRING) END FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))",
  ].map((text) => text.match(/'[^']*'|\w+|[^\s\w]/g) ?? []);
  const damage = fc.record({
    words: fc.constantFrom(...whole),
    at: fc.nat(),
    kind: fc.constantFrom("drop", "double", "swap", "quote", "misspell"),
  });
  fc.assert(
    fc.property(damage, ({ words, at, kind }) => {
      const list = [...words];
      const i = at % list.length;
      if (kind === "drop") list.splice(i, 1);
      else if (kind === "double") list.splice(i, 0, list[i]);
      else if (kind === "swap") list.splice(i, 2, ...list.slice(i, i + 2).reverse());
      else if (kind === "quote") list[i] = list[i].replaceAll("'", "").concat("'");
      else list[i] = list[i].slice(1) + list[i].slice(0, 1);
      const text = list.join(" ");
      const { statements, errors } = parseStatements({ name: "q", text });
      assert.ok(errors.length > 0 || statements.length > 0, text);
      for (const error of errors) {
        assert.equal(error.kind, "parse");
        assert.ok(error.span !== null && error.span.start <= text.length && error.span.start < error.span.end, text);
        if (error.repaired !== null) assert.deepEqual(codes(error.repaired), [], error.repaired);
      }
    }),
    { numRuns: 60 },
  );
});

test("an expression on its own throws its first error", () => {
  assert.throws(() => parseExpression({ name: "e", text: "a +" }), { code: "PARSE_UNEXPECTED" });
  assert.throws(() => parseExpression({ name: "e", text: "" }), { code: "PARSE_UNEXPECTED" });
});
