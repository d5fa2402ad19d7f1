import assert from "node:assert/strict";
import { test } from "node:test";
import { lex } from "../lexer.ts";
import { tokenOf } from "../tokens.ts";
import { SqlParser } from "./sql-parser.ts";

const STATEMENTS = [
  "SELECT a, t.*, COUNT(*) FILTER (WHERE b > 1) OVER w AS n FROM t AS t WHERE NOT a IN (1, 2) WINDOW w AS (PARTITION BY k ORDER BY ts DESC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
  "SELECT * FROM TABLE(TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' MINUTE))",
  "WITH a AS (SELECT 1), b (x) AS (VALUES (1), (2)) SELECT * FROM a, b UNION ALL (SELECT 1 ORDER BY 1 LIMIT 1) EMIT CHANGES",
  "CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b AS a + 1, c STRING METADATA FROM 'k' VIRTUAL, WATERMARK FOR ts AS ts) WITH ('a' = 'b')",
  "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b VALUES (1); END",
  "SELECT TRIM(BOTH 'x' FROM a), EXTRACT(YEAR FROM b), CAST(a AS ARRAY<INT NOT NULL>), JSON_VALUE(j, '$.a' RETURNING INT DEFAULT 1 ON EMPTY NULL ON ERROR)",
  "SELECT a FROM l LEFT JOIN r FOR SYSTEM_TIME AS OF l.ts AS r ON l.k = r.k CROSS JOIN UNNEST(l.xs) WITH ORDINALITY AS u (x, i)",
];

function parse(parser: SqlParser, text: string): unknown {
  parser.source = { name: "test", text };
  parser.input = lex(text).map(tokenOf);
  const statement = parser.statement();
  assert.deepEqual(
    parser.errors.map((error) => error.message),
    [],
    text,
  );
  return statement;
}

test("chevrotain finds nothing wrong with the grammar, and its own lookahead gives the same trees", () => {
  const validated = new SqlParser({ isValidated: true, isRecovering: true });
  const fast = new SqlParser({ isValidated: false, isRecovering: true });
  for (const text of STATEMENTS) assert.deepEqual(parse(fast, text), parse(validated, text));
});
