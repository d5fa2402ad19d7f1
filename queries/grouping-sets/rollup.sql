-- description: ROLLUP: subtotals and the total; a NULL of the data and the NULL of an absent key are different groups.
-- input t: inline
--   {"a":"x","b":1,"v":1,"at":"2026-01-01 00:00:01"}
--   {"a":"x","b":2,"v":2,"at":"2026-01-01 00:00:02"}
--   {"a":null,"b":1,"v":4,"at":"2026-01-01 00:00:03"}
--   {"a":"x","b":1,"v":8,"at":"2026-01-01 00:00:11"}
CREATE TABLE t (a STRING, b INT, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT a, b, SUM(v) AS s, GROUPING(a) AS ga, GROUPING_ID(b, a) AS gid FROM t GROUP BY ROLLUP (a, b);
