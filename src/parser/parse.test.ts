import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExprNode, Statement } from "./ast.ts";
import { parseExpression, parseStatements, parseType, printExpr, printStatement, printType } from "./index.ts";

/** Operators as (op a b), everything else as SQL. */
function shape(node: ExprNode): string {
  if (node.kind === "call" && node.isOperator) return `(${node.name} ${node.args.map(shape).join(" ")})`;
  if (node.kind === "is") return `(is-${node.test} ${shape(node.input)})`;
  if (node.kind === "between") return `(between ${[node.input, node.low, node.high].map(shape).join(" ")})`;
  if (node.kind === "subscript") return `([] ${shape(node.input)} ${shape(node.index)})`;
  if (node.kind === "cast") return `(cast ${shape(node.input)})`;
  return printExpr(node);
}

function shapeOf(text: string): string {
  return shape(parseExpression({ name: "e", text }));
}

function base(text: string): string {
  const { statements, errors } = parseStatements({ name: "q.sql", text });
  assert.deepEqual(
    errors.map((error) => error.message),
    [],
    text,
  );
  return statements.map(printStatement).join(";\n");
}

function single(text: string): Statement {
  const { statements, errors } = parseStatements({ name: "q.sql", text });
  assert.deepEqual(
    errors.map((error) => error.message),
    [],
    text,
  );
  assert.equal(statements.length, 1);
  return statements[0];
}

test("precedence", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a OR b AND NOT c = d", "(OR a (AND b (NOT (= c d))))"],
    ["a + b * c - d", "(- (+ a (* b c)) d)"],
    ["a || b + c", "(|| a (+ b c))"],
    ["-a * b", "(* (- a) b)"],
    ["- - 1", "(- (- 1))"],
    ["a = b IS NULL", "(is-NULL (= a b))"],
    ["a BETWEEN b + 1 AND c AND d", "(AND (between a (+ b 1) c) d)"],
    ["NOT a IS NULL", "(NOT (is-NULL a))"],
    ["a -> 'b' ->> 'c' = 'd'", "(= (->> (-> a 'b') 'c') 'd')"],
    ["-a[1]::INT", "(- (cast ([] a 1)))"],
    ["a != b", "(<> a b)"],
    ["(a + b) * c", "(* (+ a b) c)"],
    ["a % b / c", "(/ (% a b) c)"],
  ];
  for (const [text, expected] of cases) assert.equal(shapeOf(text), expected, text);
});

test("other spellings in base form", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT * FROM TUMBLE(t, ts, INTERVAL '1 minute')", "SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"],
    ["SELECT * FROM HOP(t, ts, INTERVAL 30 SECONDS, INTERVAL 1 MINUTE) AS h", "SELECT * FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '30' SECOND, INTERVAL '1' MINUTE)) AS h"],
    ["SELECT * FROM TABLE(TUMBLE((SELECT 1), DESCRIPTOR(ts), INTERVAL '1:30' MINUTE TO SECOND))", "SELECT * FROM TABLE(TUMBLE(TABLE (SELECT 1), DESCRIPTOR(ts), INTERVAL '1:30' MINUTE TO SECOND))"],
    ["SELECT * FROM TABLE(TUMBLE(TABLE t, ts, INTERVAL '1' DAY))", "SELECT * FROM TABLE(TUMBLE(TABLE t, ts, INTERVAL '1' DAY))"],
    ["SELECT * FROM SESSION(TABLE t PARTITION BY a, DESCRIPTOR(ts), INTERVAL '1' DAY)", "SELECT * FROM TABLE(SESSION(TABLE t PARTITION BY (a), DESCRIPTOR(ts), INTERVAL '1' DAY))"],
    ["SELECT window.start, window.end, SUM(x) FROM t GROUP BY window(ts, '10 minutes', '5 minutes') ORDER BY window.start", "SELECT HOP_START(ts, INTERVAL '5' MINUTE, INTERVAL '10' MINUTE) AS start, HOP_END(ts, INTERVAL '5' MINUTE, INTERVAL '10' MINUTE) AS `end`, SUM(x) FROM t GROUP BY HOP(ts, INTERVAL '5' MINUTE, INTERVAL '10' MINUTE) ORDER BY HOP_START(ts, INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)"],
    ["SELECT session_window.start AS s, window_time(session_window) AS x FROM t GROUP BY session_window(ts, '5 minutes'), k", "SELECT SESSION_START(ts, INTERVAL '5' MINUTE) AS s, SESSION_ROWTIME(ts, INTERVAL '5' MINUTE) AS x FROM t GROUP BY SESSION(ts, INTERVAL '5' MINUTE), k"],
    ["SELECT COUNT(*), tumble(interval '1 minute') AS w FROM t GROUP BY w", "SELECT COUNT(*), CAST(ROW(TUMBLE_START(INTERVAL '1' MINUTE), TUMBLE_END(INTERVAL '1' MINUTE)) AS ROW(`start` TIMESTAMP(3), `end` TIMESTAMP(3))) AS w FROM t GROUP BY TUMBLE(INTERVAL '1' MINUTE)"],
    ["SELECT k, WINDOWSTART AS s, SUM(x) FROM t WINDOW TUMBLING (SIZE 1 MINUTE, GRACE PERIOD 5 SECONDS) WHERE x > 1 GROUP BY k EMIT FINAL", "SELECT k, TUMBLE_START(INTERVAL '1' MINUTE) AS s, SUM(x) FROM t WHERE x > 1 GROUP BY TUMBLE(INTERVAL '1' MINUTE), k EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND"],
    ["SELECT k, SUM(x) FROM t WINDOW HOPPING (SIZE 30 SECONDS, ADVANCE BY 10 SECONDS) GROUP BY k EMIT CHANGES", "SELECT k, SUM(x) FROM t GROUP BY HOP(INTERVAL '10' SECOND, INTERVAL '30' SECOND), k EMIT CHANGES"],
    ["SELECT k FROM t WINDOW SESSION (60 SECONDS) GROUP BY k", "SELECT k FROM t GROUP BY SESSION(INTERVAL '60' SECOND), k"],
    ["SELECT a FROM x LEFT ASOF JOIN y MATCH_CONDITION x.t >= y.t ON x.k = y.k", "SELECT a FROM x LEFT ASOF JOIN y ON x.k = y.k AND x.t >= y.t"],
    ["SELECT a FROM x ASOF LEFT JOIN y ON x.k = y.k", "SELECT a FROM x LEFT ASOF JOIN y ON x.k = y.k"],
    ["SELECT a FROM x, y JOIN z ON b = c", "SELECT a FROM x CROSS JOIN (y INNER JOIN z ON b = c)"],
    ["SELECT * EXCEPT (a) FROM t", "SELECT * EXCLUDE (a) FROM t"],
    ["SELECT * FROM t EXCEPT (SELECT 1)", "SELECT * FROM t EXCEPT SELECT 1"],
    ["SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3"],
    ["(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3", "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3"],
    ["SELECT a FROM t FETCH FIRST 5 ROWS ONLY", "SELECT a FROM t LIMIT 5"],
    ["SELECT a FROM t OFFSET 2 ROWS FETCH NEXT ROW ONLY", "SELECT a FROM t LIMIT 1 OFFSET 2"],
    ["SELECT TRIM(x), TRIM('a' FROM x), CEILING(x TO HOUR), SUBSTRING(x FROM 2 FOR 3)", "SELECT TRIM(BOTH FROM x), TRIM(BOTH 'a' FROM x), CEIL(x TO HOUR), SUBSTRING(x, 2, 3)"],
    ["SELECT CASE a WHEN 1, 2 THEN b END", "SELECT CASE a WHEN 1 THEN b WHEN 2 THEN b END"],
    ["SELECT TIMESTAMPDIFF(SQL_TSI_DAY, a, b), x::DECIMAL(10,2)", "SELECT TIMESTAMPDIFF(DAY, a, b), CAST(x AS DECIMAL(10, 2))"],
    ["SELECT JSON_VALUE(j, '$' DEFAULT 1 ON ERROR DEFAULT 2 ON EMPTY)", "SELECT JSON_VALUE(j, '$' DEFAULT 2 ON EMPTY DEFAULT 1 ON ERROR)"],
    ["SELECT JSON_OBJECT('a': 1, KEY 'b' VALUE 2 NULL ON NULL)", "SELECT JSON_OBJECT('a' VALUE 1, 'b' VALUE 2 NULL ON NULL)"],
    ["select current_date, localtimestamp, count(*)", "SELECT CURRENT_DATE, LOCALTIMESTAMP, COUNT(*)"],
    ["VALUES 1, ROW(2), (3)", "VALUES (1), (2), (3)"],
    ["CREATE SOURCE s (a INT) WITH ('a' = 1)", "CREATE TABLE s (a INT) WITH ('a' = '1')"],
    ["show jobs; STOP JOB 'it''s'", "SHOW JOBS;\nSTOP JOB 'it''s'"],
    ["DESC t; SHOW TABLES LIKE 'a%'; SHOW CREATE VIEW v; SET; RESET", "DESCRIBE t;\nSHOW TABLES LIKE 'a%';\nSHOW CREATE VIEW v;\nSET;\nRESET"],
    ["SET execution.batch-rows = 10 s; RESET a.b; SET 'a' = 'b'; SET a = 'x y';", "SET 'execution.batch-rows' = '10 s';\nRESET 'a.b';\nSET 'a' = 'b';\nSET 'a' = 'x y'"],
    ["EXPLAIN PLAN FOR SELECT 1", "EXPLAIN SELECT 1"],
    ["EXPLAIN changelog_mode, WATERMARK INSERT INTO t SELECT 1", "EXPLAIN CHANGELOG_MODE, WATERMARK INSERT INTO t SELECT 1"],
    ["BEGIN STATEMENT SET; INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;", "EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND"],
  ]; // biome-ignore format: a table
  for (const [text, expected] of cases) assert.equal(base(text), expected, text);
});

test("statements that are already in base form come back as they are", () => {
  const statements = [
    "CREATE TEMPORARY TABLE IF NOT EXISTS c.d.t (a INT NOT NULL PRIMARY KEY NOT ENFORCED COMMENT 'x', b AS a + 1, c TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, r ROW(x INT, y ARRAY<STRING>), PRIMARY KEY (a, b) NOT ENFORCED, WATERMARK FOR c AS c - INTERVAL '5' SECOND) COMMENT 'it''s' PARTITIONED BY (a) WITH ('connector' = 'filesystem', 'path' = '/x')",
    "CREATE TABLE t LIKE u",
    "CREATE TABLE t WITH ('a' = 'b') AS SELECT * FROM u",
    "CREATE OR REPLACE TEMPORARY VIEW v (a, b) COMMENT 'c' AS SELECT 1, 2",
    "DROP TEMPORARY VIEW IF EXISTS v",
    "ALTER TABLE t SET ('a' = 'b', 'c' = 'd')",
    "ALTER TABLE t RESET ('a', 'c')",
    "INSERT OVERWRITE t /*+ OPTIONS('a' = 'b') */ PARTITION (k = 'v') (a, b) VALUES (1, 2)",
    "SELECT /*+ BROADCAST('t') */ DISTINCT a AS `order` FROM t /*+ OPTIONS('x' = 'y') */ FOR SYSTEM_TIME AS OF o.ts AS u WHERE a LIKE 'x!%' ESCAPE '!' GROUP BY GROUPING SETS ((a, b), (a), ()), ROLLUP ((a), (b)) HAVING COUNT(DISTINCT a) > 1 WINDOW w AS (PARTITION BY a ORDER BY b DESC NULLS LAST RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) QUALIFY ROW_NUMBER() OVER w = 1",
    "SELECT a FROM t CROSS JOIN UNNEST(t.xs) WITH ORDINALITY AS u (x, i) LEFT JOIN LATERAL TABLE(F(a)) AS f (y) ON TRUE NATURAL INNER JOIN z LEFT SEMI JOIN q USING (a)",
    "WITH a (x) AS (SELECT 1), b AS (VALUES (1)) SELECT * FROM a UNION ALL SELECT * FROM b ORDER BY x LIMIT 5 OFFSET 2 EMIT AFTER WATERMARK DELAY INTERVAL '1' MINUTE",
    "SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY b) FILTER (WHERE c) FROM t EMIT ON WINDOW CLOSE",
    "SELECT day, year, value, count, `user`, timestamp, offset, t.end, MAP['a', 1]['a'], ARRAY[1, 2][1], ROW(1, 'a').f FROM t",
    "SELECT EXISTS (SELECT 1), (SELECT 1), a IN (SELECT 1), a NOT IN (1, 2), a IS NOT DISTINCT FROM b, a IS NOT JSON OBJECT",
    "SELECT X'CAFE', DATE '2020-01-01', TRY_CAST(a AS MAP<STRING, INT>), POSITION('a' IN b), OVERLAY(a PLACING b FROM 1 FOR 2)",
    "SELECT LAST_VALUE(a) IGNORE NULLS OVER (ORDER BY ts ROWS 5 PRECEDING), LEFT(a, 1), IF(a, b, c) FROM t",
  ];
  for (const text of statements) assert.equal(base(text), text);
});

test("types in base form", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["timestamp(3) with local time zone", "TIMESTAMP_LTZ(3)"],
    ["DOUBLE PRECISION", "DOUBLE"],
    ["CHARACTER VARYING(5)", "VARCHAR(5)"],
    ["INT NOT NULL ARRAY", "ARRAY<INT NOT NULL>"],
    ["ROW<a INT, b STRING 'c'>", "ROW(a INT, b STRING 'c')"],
    ["INTERVAL DAY TO SECOND(3)", "INTERVAL DAY(2) TO SECOND(3)"],
    ["MULTISET<INT>", "MULTISET<INT>"],
    ["TIME WITHOUT TIME ZONE", "TIME"],
  ];
  for (const [text, expected] of cases) assert.equal(printType(parseType({ name: "t", text })), expected, text);
});

test("spans are those of the text", () => {
  const text = "SELECT a + b AS c, f(x) FROM t AS u WHERE y = 'z' ORDER BY 1";
  const statement = single(`${text} ;`);
  const at = (span: { readonly start: number; readonly end: number }) => text.slice(span.start, span.end);
  assert.ok(statement.kind === "select-statement" && statement.query.kind === "ordered");
  const select = statement.query.query;
  assert.ok(select.kind === "select" && select.from !== null && select.where !== null);
  assert.equal(at(statement.span), text);
  assert.deepEqual(
    select.items.map((item) => at(item.span)),
    ["a + b AS c", "f(x)"],
  );
  assert.deepEqual(
    select.items.map((item) => at(item.expr.span)),
    ["a + b", "f(x)"],
  );
  assert.equal(at(select.from.span), "t AS u");
  assert.equal(at(select.where.span), "y = 'z'");
  assert.equal(at(statement.query.orderBy[0].span), "1");
});

test("an empty text and lone semicolons are no statements", () => {
  for (const text of ["", " -- x\n", ";;", "/* a */ ;"]) {
    assert.deepEqual(parseStatements({ name: "q", text }), { statements: [], errors: [] });
  }
});
