// Binding of damaged statements ends in a plan that is well formed or in errors for the user, never in anything else.

import { test } from "node:test";
import fc from "fast-check";
import { bindSession, run, SETUP } from "../../../test/helpers/bind-text.ts";

const STATEMENTS = [
  "SELECT k, v + 1 AS w, r.a FROM t WHERE v > 3 AND k LIKE 'a%' ORDER BY k DESC LIMIT 3",
  "SELECT UPPER(k) AS u, SUM(v) AS s FROM t GROUP BY UPPER(k) HAVING SUM(v) > 5 ORDER BY COUNT(*) DESC, 1",
  "SELECT window_start, window_end, k, SUM(DISTINCT v) FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR) GROUP BY window_start, window_end, k",
  "SELECT TUMBLE_START(ts, INTERVAL '5' SECOND) AS ws, COUNT(*) FROM t GROUP BY k, TUMBLE(ts, INTERVAL '5' SECOND)",
  "WITH x(a, b) AS (SELECT k, v FROM t) SELECT a, b FROM x UNION ALL SELECT k, v FROM t UNION SELECT 'a', 1",
  "SELECT window_start, MAX(s) FROM (SELECT k, window_start, window_end, SUM(v) AS s FROM w GROUP BY k, window_start, window_end) GROUP BY window_start, window_end",
  "SELECT CASE v WHEN 1 THEN 'a' END, v BETWEEN 1 AND 3, v IN (1, NULL), CAST(ts AS DATE), * FROM (VALUES (1, 'a')) AS y(v, ts)",
  "CREATE TABLE n (a INT NOT NULL, b AS a + 1, ts TIMESTAMP(3), PRIMARY KEY (a) NOT ENFORCED, WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'rows')",
  "INSERT INTO s (name, id) SELECT k, v FROM t",
  "INSERT INTO s VALUES (1, 'abcd'), (2, NULL)",
  "CREATE VIEW z (a, b) AS SELECT k, ts FROM t; DESCRIBE z; ALTER TABLE t SET ('rows' = 'x'); SET 'execution.on-error' = 'skip'",
];
const TOKENS = STATEMENTS.map((sql) => sql.match(/'[^']*'|\w+|\s+|[^\w\s]/g) ?? []);
const POOL = [...new Set(TOKENS.flat())];
const TABLES = `${SETUP}
  CREATE TABLE s (id INT NOT NULL, name VARCHAR(3)) WITH ('connector' = 'collect');
  CREATE VIEW w AS SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY);
`;

const edit = fc.record({
  at: fc.nat(200),
  kind: fc.constantFrom("drop", "replace", "insert"),
  token: fc.constantFrom(...POOL),
});

test("damaged statements", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOKENS), fc.array(edit, { maxLength: 4 }), (tokens, edits) => {
      const damaged = [...tokens];
      for (const { at, kind, token } of edits) {
        const place = at % Math.max(1, damaged.length);
        damaged.splice(place, kind === "insert" ? 0 : 1, ...(kind === "drop" ? [] : [token]));
      }
      const session = bindSession();
      run(TABLES, session);
      run(damaged.join(""), session);
    }),
    { numRuns: 400, seed: 7 },
  );
});

test("an error of a statement has its place in the statement", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOKENS), fc.nat(200), fc.constantFrom(...POOL), (tokens, at, token) => {
      const damaged = [...tokens];
      damaged[at % damaged.length] = token;
      const session = bindSession();
      run(TABLES, session);
      const text = damaged.join("");
      for (const line of run(text, session).join("\n").split("\n")) {
        const place = /^q:(\d+):(\d+) /.exec(line);
        if (place !== null && (Number(place[1]) !== 1 || Number(place[2]) > text.length + 1))
          throw new Error(`${text}\n${line}`);
      }
    }),
    { numRuns: 200, seed: 11 },
  );
});
