// SELECT in normal form, and what is said about one that has none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../test/helpers/bind-text.ts";

test("a filter and a projection, over the columns that are named only", () => {
  const sql = lines(`
    SELECT k, v + 1 AS w FROM t WHERE v > 3
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result k, w
        project k, v + 1 AS w
          filter v > 3
            scan t (k, v)
    `),
  );
});

test("names: qualified, nested, in another case, quoted", () => {
  const sql = lines(`
    CREATE TABLE n (Id INT, r ROW<a INT, b ROW<c STRING>>, m MAP<STRING, INT>, \`Select\` INT) WITH ('connector' = 'rows');
    SELECT x.r.b.c, r.a, m['x'], ID, \`Select\` FROM n AS x;
    SELECT \`id\` FROM n;
    SELECT r.zz, id.a, y.id FROM n AS x
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table n created.
      result c, a, EXPR$2, Id, Select
        project r.b.c AS c, r.a AS a, m['x'] AS EXPR$2, Id, Select
          scan n (Id, r, m, Select)
      q:3:8 BIND_UNKNOWN_COLUMN: there is no column "id" here
        3 | SELECT \`id\` FROM n;
          |        ^^^^
        Did you mean "Id"? Columns of n: Id, r, m, Select.
        Repaired: SELECT Id FROM n
      q:4:10 BIND_UNKNOWN_FIELD: there is no field "zz" in this ROW
        4 | SELECT r.zz, id.a, y.id FROM n AS x
          |          ^^
        Fields: a, b.
      q:4:17 BIND_NO_FIELDS: "Id" is no ROW and has no field "a"
        4 | SELECT r.zz, id.a, y.id FROM n AS x
          |                 ^
      q:4:20 BIND_UNKNOWN_TABLE: there is no table or ROW column "y" here
        4 | SELECT r.zz, id.a, y.id FROM n AS x
          |                    ^
        In FROM: x.
    `),
  );
});

test("stars", () => {
  const sql = lines(`
    SELECT * FROM t;
    SELECT x.*, v AS again FROM t AS x;
    SELECT * EXCLUDE (v) FROM t;
    SELECT * EXCLUDE (w), y.* FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result k, v, ts
        project k, v, ts
          scan t (k, v, ts)
      result k, v, ts, again
        project k, v, ts, v AS again
          scan t (k, v, ts)
      result k, ts
        project k, ts
          scan t (k, ts)
      q:4:19 BIND_UNKNOWN_COLUMN: EXCLUDE names no column of *: "w"
        4 | SELECT * EXCLUDE (w), y.* FROM t
          |                   ^
        Columns: k, v, ts.
      q:4:23 BIND_UNKNOWN_TABLE: there is no table "y" here
        4 | SELECT * EXCLUDE (w), y.* FROM t
          |                       ^
        In FROM: t.
    `),
  );
});

test("GROUP BY: keys and expressions of keys, an alias, HAVING, ORDER BY an aggregate", () => {
  const sql = lines(`
    SELECT UPPER(k) || '!' AS u, v % 2 AS parity, SUM(v) AS s FROM t GROUP BY UPPER(k), parity HAVING SUM(v) > 5 AND s < 100 ORDER BY COUNT(*) DESC, 1 LIMIT 3
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result u, parity, s
        project u, parity, s
          sort by $order0 DESC, u limit 3
            project $key0 || '!' AS u, parity, s, $agg1 AS $order0
              filter s > 5 AND s < 100
                aggregate by UPPER(k) AS $key0, v % 2 AS parity; SUM(v) AS s, COUNT(*) AS $agg1
                  scan t (k, v)
    `),
  );
});

test("one aggregate that is written twice is computed once; FILTER and DISTINCT make another", () => {
  const sql = lines(`
    SELECT SUM(v) + 1, SUM(v), SUM(DISTINCT v), SUM(v) FILTER (WHERE v > 1) FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result EXPR$0, EXPR$1, EXPR$2, EXPR$3
        project $agg0 + 1 AS EXPR$0, $agg0 AS EXPR$1, $agg1 AS EXPR$2, $agg2 AS EXPR$3
          aggregate SUM(v) AS $agg0, SUM(DISTINCT v) AS $agg1, SUM(v) FILTER (WHERE v > 1) AS $agg2
            scan t (v)
    `),
  );
});

test("columns that are not grouped", () => {
  const sql = lines(`
    SELECT k, v FROM t GROUP BY k;
    SELECT k, SUM(v) FROM t;
    SELECT k FROM t GROUP BY 1
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:11 BIND_NOT_GROUPED: "v" is neither in GROUP BY nor inside an aggregate
        1 | SELECT k, v FROM t GROUP BY k;
          |           ^
        Add it to GROUP BY, as below, or take one value of the group: MAX(v).
        Repaired: SELECT k, v FROM t GROUP BY k, v
      q:2:8 BIND_NOT_GROUPED: "k" stands beside an aggregate without GROUP BY
        2 | SELECT k, SUM(v) FROM t;
          |        ^
        Group by it (GROUP BY k), or take one value of the group: MAX(k).
        Repaired: SELECT MAX(k), SUM(v) FROM t
      q:3:8 BIND_NOT_GROUPED: "k" is neither in GROUP BY nor inside an aggregate
        3 | SELECT k FROM t GROUP BY 1
          |        ^
        Add it to GROUP BY, as below, or take one value of the group: MAX(k). A number in GROUP BY is a number, not a column of the SELECT list.
        Repaired: SELECT k FROM t GROUP BY 1, k
    `),
  );
});

test("aggregates out of place", () => {
  const sql = lines(`
    SELECT SUM(COUNT(*)) FROM t;
    SELECT k FROM t WHERE SUM(v) > 1;
    SELECT COUNT(*) FROM t GROUP BY SUM(v);
    SELECT SUM(*), UPPER(DISTINCT k) FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:12 BIND_NESTED_AGGREGATE: COUNT stands inside another aggregate
        1 | SELECT SUM(COUNT(*)) FROM t;
          |            ^^^^^^^^
        Aggregate in a derived table first: SELECT MAX(s) FROM (SELECT SUM(x) AS s FROM t GROUP BY k).
      q:2:23 BIND_AGGREGATE_PLACE: the aggregate SUM cannot stand in WHERE
        2 | SELECT k FROM t WHERE SUM(v) > 1;
          |                       ^^^^^^
        WHERE looks at single rows before they are grouped: a condition on a group goes into HAVING.
      q:3:33 BIND_AGGREGATE_PLACE: the aggregate SUM cannot stand in GROUP BY
        3 | SELECT COUNT(*) FROM t GROUP BY SUM(v);
          |                                 ^^^^^^
        Aggregates stand in the SELECT list, HAVING and ORDER BY.
      q:4:8 BIND_STAR: SUM(*) has no meaning: only COUNT counts rows
        4 | SELECT SUM(*), UPPER(DISTINCT k) FROM t
          |        ^^^^^^
      q:4:16 BIND_NO_AGGREGATE: UPPER is no aggregate and takes no DISTINCT
        4 | SELECT SUM(*), UPPER(DISTINCT k) FROM t
          |                ^^^^^^^^^^^^^^^^^
    `),
  );
});

test("DISTINCT, UNION, derived tables, CTEs", () => {
  const sql = lines(`
    SELECT DISTINCT k, v FROM t;
    SELECT k, v FROM t UNION ALL SELECT k, CAST(v AS BIGINT) FROM t UNION SELECT 'a', 1;
    WITH x(a, b) AS (SELECT k, v FROM t) SELECT a, SUM(b) FROM x AS y WHERE b > 1 GROUP BY a;
    SELECT k FROM t UNION ALL SELECT k, v FROM t;
    SELECT k FROM t UNION ALL SELECT v FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result k, v
        distinct k, v
          project k, v
            scan t (k, v)
      result k, v
        distinct k, v
          union-all
            project k, CAST(v AS BIGINT) AS v
              project k, v
                scan t (k, v)
            project k, CAST(v AS BIGINT) AS EXPR$1
              scan t (k, v)
            project CAST(EXPR$0 AS STRING) AS k, CAST(EXPR$1 AS BIGINT) AS v
              project 'a' AS EXPR$0, 1 AS EXPR$1
                values ()
      result a, EXPR$1
        project a, $agg0 AS EXPR$1
          aggregate by k AS a; SUM(v) AS $agg0
            filter v > 1
              project k, v
                scan t (k, v)
      q:4:27 BIND_UNION_COLUMNS: the sides of UNION have 1 and 2 columns
        4 | SELECT k FROM t UNION ALL SELECT k, v FROM t;
          |                           ^^^^^^^^^^^^^^^^^^
        Columns are matched by their position.
      q:5:27 BIND_UNION_TYPES: column 1 of UNION is "k" STRING on one side and "v" INT on the other
        5 | SELECT k FROM t UNION ALL SELECT v FROM t
          |                           ^^^^^^^^^^^^^^^
        Cast one of them to the type of the other.
    `),
  );
});

test("VALUES and SELECT without FROM", () => {
  const sql = lines(`
    SELECT y FROM (VALUES (1, 'a'), (2.5, 'bcd')) AS w(x, y) ORDER BY x DESC;
    SELECT 1, -2147483648, 12345678901234567890, 1.10, 1e3, X'0aff', INTERVAL '1:30' MINUTE TO SECOND;
    VALUES (1, 'a'), (2);
    SELECT * FROM (VALUES (1), ('a')) AS w(x);
    SELECT a
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result y
        project y
          sort by $order0 DESC
            project EXPR$1 AS y, EXPR$0 AS $order0
              values (1.0, 'a'), (2.5, 'bcd')
      result EXPR$0, EXPR$1, EXPR$2, EXPR$3, EXPR$4, EXPR$5, EXPR$6
        project 1 AS EXPR$0, -2147483648 AS EXPR$1, 12345678901234567890 AS EXPR$2, 1.10 AS EXPR$3, 1000E0 AS EXPR$4, X'0AFF' AS EXPR$5, INTERVAL '90' SECOND AS EXPR$6
          values ()
      q:3:19 BIND_VALUES_WIDTH: this row has 1 values, the first has 2
        3 | VALUES (1, 'a'), (2);
          |                   ^
      q:4:24 BIND_VALUES_TYPES: column 1 of VALUES mixes INT, CHAR(1)
        4 | SELECT * FROM (VALUES (1), ('a')) AS w(x);
          |                        ^
        Cast the values to one type.
      q:5:8 BIND_UNKNOWN_COLUMN: there is no column "a": this SELECT has no FROM
        5 | SELECT a
          |        ^
        Name a table in FROM, or write 'a' for a text.
    `),
  );
});

test("ORDER BY a column that is not selected; LIMIT alone; ORDER BY without end", () => {
  const sql = lines(`
    SELECT v FROM t ORDER BY k DESC, ts NULLS LAST LIMIT 10 OFFSET 5;
    SELECT v FROM t LIMIT 2;
    SELECT v FROM t ORDER BY 3;
    SELECT DISTINCT v FROM t ORDER BY k;
    CREATE TABLE live (k STRING) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json');
    SELECT k FROM live ORDER BY k;
    SELECT k FROM live /*+ OPTIONS('source.monitor-interval' = '1 s') */ ORDER BY k;
    SELECT k FROM live /*+ OPTIONS('source.monitor-intervall' = '1 s'), STATE_TTL('live' = '1 h') */;
    SELECT k FROM t LIMIT v
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result v
        project v
          sort by $order0 DESC, $order1 NULLS LAST limit 10 offset 5
            project v, k AS $order0, ts AS $order1
              scan t (k, v, ts)
      result v
        limit 2
          project v
            scan t (v)
      q:3:26 BIND_ORDINAL: ORDER BY 3: the SELECT list has 1 column
        3 | SELECT v FROM t ORDER BY 3;
          |                          ^
      q:4:35 BIND_ORDER_NOT_SELECTED: ORDER BY of SELECT DISTINCT takes columns of the SELECT list
        4 | SELECT DISTINCT v FROM t ORDER BY k;
          |                                   ^
      Table live created.
      result k
        sort by k
          project k
            scan live (k)
      q:7:79 PLAN_ORDER_UNBOUNDED: ORDER BY needs input that ends, and this input never does
        7 | SELECT k FROM live /*+ OPTIONS('source.monitor-interval' = '1 s') */ ORDER BY k;
          |                                                                               ^
        Leave it out: window results come in order of their ends. Or bound the input: a filesystem source without 'source.monitor-interval', a kafka source with 'scan.bounded.mode'.
      q:8:32 CONNECTOR_UNKNOWN_OPTION: the filesystem connector has no option 'source.monitor-intervall'
        8 | SELECT k FROM live /*+ OPTIONS('source.monitor-intervall' = '1 s'), STATE_TTL('live' = '1 h') */;
          |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Did you mean 'source.monitor-interval'?
      q:8:69 PLAN_NOT_AVAILABLE: the hint STATE_TTL is not available
        8 | SELECT k FROM live /*+ OPTIONS('source.monitor-intervall' = '1 s'), STATE_TTL('live' = '1 h') */;
          |                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^
        Hints are OPTIONS('key'='value') behind a table and STATE_TTL('table'='1 h') behind SELECT. Leave this one out.
      q:9:23 BIND_ROW_COUNT: LIMIT takes a whole number
        9 | SELECT k FROM t LIMIT v
          |                       ^
    `),
  );
});

test("all errors in one run, each once", () => {
  const sql = lines(`
    SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:8 BIND_UNKNOWN_COLUMN: there is no column "nope" here
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |        ^^^^
        Columns of t: k, v, ts.
      q:1:14 BIND_UNKNOWN_FUNCTION: there is no function UPPERR
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |              ^^^^^^
        Did you mean UPPER?
        Repaired: SELECT nope, UPPER(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
      q:1:25 BIND_ARGUMENT_TYPES: UPPER: it takes 1 argument, not 2
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |                         ^^^^^^^^^^^
        It is written UPPER(text).
      q:1:38 BIND_UNKNOWN_COLUMN: there is no column "nope" here
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |                                      ^^^^
        Columns of t: k, v, ts.
      q:1:66 BIND_NULL_COMPARISON: nothing is = NULL: the comparison is always unknown
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |                                                                  ^^^^^^^^
        IS NULL and IS NOT NULL test for NULL.
        Repaired: SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k IS NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
      q:1:78 BIND_MIXED_TIMESTAMPS: a TIMESTAMP (wall clock, no zone) is compared with a TIMESTAMP_LTZ (an instant)
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Cast one of them, which applies the session time zone ('table.local-time-zone'): CAST(x AS TIMESTAMP(3)) or CAST(x AS TIMESTAMP_LTZ(3)).
        Repaired: SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR CAST(ts AS TIMESTAMP_LTZ(3)) > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
      q:1:121 BIND_UNKNOWN_COLUMN: there is no column "zz" here
        1 | SELECT nope, upperr(k), UPPER(k, k), nope + 1 FROM t WHERE v AND k = NULL OR ts > CAST(ts AS TIMESTAMP_LTZ(3)) GROUP BY zz
          |                                                                                                                         ^^
        Columns of t: k, v, ts.
    `),
  );
});

test("messages of their own", () => {
  const sql = lines(`
    SELECT 'a' + k FROM t;
    SELECT k FROM t WHERE v <> NULL;
    SELECT v + 'a' FROM t;
    SELECT CAST(ts AS MAP<INT, INT>) FROM t;
    SELECT DATE '2024-02-30', INTERVAL '1-13' YEAR TO MONTH, CAST(1 AS DECIMAL(40, 2)), 1e999 FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:8 BIND_TEXT_ADDITION: + adds numbers; texts are joined by ||
        1 | SELECT 'a' + k FROM t;
          |        ^^^^^^^
        Repaired: SELECT 'a' || k FROM t
      q:2:23 BIND_NULL_COMPARISON: nothing is <> NULL: the comparison is always unknown
        2 | SELECT k FROM t WHERE v <> NULL;
          |                       ^^^^^^^^^
        IS NULL and IS NOT NULL test for NULL.
        Repaired: SELECT k FROM t WHERE v IS NOT NULL
      q:3:8 BIND_ARGUMENT_TYPES: operator +: there is no + between INT and CHAR(1)
        3 | SELECT v + 'a' FROM t;
          |        ^^^^^^^
      q:4:8 BIND_CAST: there is no cast from TIMESTAMP(3) to MAP<INT, INT>
        4 | SELECT CAST(ts AS MAP<INT, INT>) FROM t;
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^
      q:5:8 BIND_LITERAL: there is no DATE '2024-02-30'
        5 | SELECT DATE '2024-02-30', INTERVAL '1-13' YEAR TO MONTH, CAST(1 AS DECIMAL(40, 2)), 1e999 FROM t
          |        ^^^^^^^^^^^^^^^^^
      q:5:27 BIND_LITERAL: '1-13': 13 is too great for a MONTH here
        5 | SELECT DATE '2024-02-30', INTERVAL '1-13' YEAR TO MONTH, CAST(1 AS DECIMAL(40, 2)), 1e999 FROM t
          |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      q:5:68 BIND_TYPE_PARAMETER: the precision of DECIMAL is 1 to 38, not 40
        5 | SELECT DATE '2024-02-30', INTERVAL '1-13' YEAR TO MONTH, CAST(1 AS DECIMAL(40, 2)), 1e999 FROM t
          |                                                                    ^^^^^^^^^^^^^^
      q:5:85 BIND_LITERAL: the number 1e999 is beyond the range of DOUBLE
        5 | SELECT DATE '2024-02-30', INTERVAL '1-13' YEAR TO MONTH, CAST(1 AS DECIMAL(40, 2)), 1e999 FROM t
          |                                                                                     ^^^^^
    `),
  );
});

test("unknown tables", () => {
  const sql = lines(`
    SELECT * FROM tt;
    SELECT x.k FROM default_catalog.default_database.t AS x;
    SELECT * FROM other.t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:15 BIND_UNKNOWN_TABLE: there is no table "tt"
        1 | SELECT * FROM tt;
          |               ^^
        Did you mean "t"? Tables: t.
        Repaired: SELECT * FROM t
      result k
        project k
          scan t (k)
      q:3:15 BIND_UNKNOWN_TABLE: there is no table "other.t"
        3 | SELECT * FROM other.t
          |               ^^^^^^^
        Did you mean "t"? Tables: t.
        Repaired: SELECT * FROM t
    `),
  );
});

test("EMIT of a query without windows: each change, or nothing", () => {
  const sql = lines(`
    SELECT k FROM t EMIT FINAL;
    SELECT k FROM t EMIT CHANGES
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:17 PLAN_NOT_AVAILABLE: EMIT FINAL is not available here
        1 | SELECT k FROM t EMIT FINAL;
          |                 ^^^^^^^^^^
        This query has no window aggregate: its result changes with each row (EMIT CHANGES). Leave the clause out; for bounded input --final prints only the final result.
      result k
        project k
          scan t (k)
    `),
  );
});

test("predicates become calls", () => {
  const sql = lines(`
    SELECT CASE v WHEN 1 THEN 'a' END, v NOT BETWEEN 1 AND 3, v BETWEEN SYMMETRIC 3 AND 1, v NOT IN (1, 2), k LIKE 'a!%' ESCAPE '!', v IS NOT NULL, v IS NOT DISTINCT FROM 3 FROM t;
    SELECT RAND() BETWEEN 0.2 AND 0.3 FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result EXPR$0, EXPR$1, EXPR$2, EXPR$3, EXPR$4, EXPR$5, EXPR$6
        project CASE WHEN v = 1 THEN 'a' ELSE NULL END AS EXPR$0, NOT (v >= 1 AND v <= 3) AS EXPR$1, v >= 3 AND v <= 1 OR v >= 1 AND v <= 3 AS EXPR$2, NOT v IN (1, 2) AS EXPR$3, k LIKE 'a!%' ESCAPE '!' AS EXPR$4, v IS NOT NULL AS EXPR$5, v IS NOT DISTINCT FROM 3 AS EXPR$6
          scan t (k, v)
      result EXPR$0
        project RAND() BETWEEN 0.2E0 AND 0.3E0 AS EXPR$0
          scan t ()
    `),
  );
});
