-- description: HAVING and ORDER BY see GROUPING; keys may be expressions; equal sets are one.
-- input t: inline
--   {"a":"x","b":1,"v":1,"at":"2026-01-01 00:00:01"}
--   {"a":"x","b":2,"v":2,"at":"2026-01-01 00:00:02"}
--   {"a":null,"b":1,"v":4,"at":"2026-01-01 00:00:03"}
--   {"a":"x","b":1,"v":8,"at":"2026-01-01 00:00:11"}
CREATE TABLE t (a STRING, b INT, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT b + 1 AS c, COUNT(*) AS n FROM t GROUP BY GROUPING SETS ((b + 1), (), (b + 1)) HAVING GROUPING(b + 1) = 0;
SELECT a, SUM(v) AS s FROM t GROUP BY ROLLUP (a) ORDER BY GROUPING(a), s DESC;
SELECT COUNT(*) AS n, GROUPING(a) AS g FROM t GROUP BY a;
EXPLAIN SELECT a, b, SUM(v) AS s FROM t GROUP BY CUBE (a, b);
