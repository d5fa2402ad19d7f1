-- description: Grouping sets of a window aggregate: one final row per window and group.
-- input t: inline
--   {"a":"x","b":1,"v":1,"at":"2026-01-01 00:00:01"}
--   {"a":"x","b":2,"v":2,"at":"2026-01-01 00:00:02"}
--   {"a":null,"b":1,"v":4,"at":"2026-01-01 00:00:03"}
--   {"a":"x","b":1,"v":8,"at":"2026-01-01 00:00:11"}
CREATE TABLE t (a STRING, b INT, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, a, b, SUM(v) AS s, COUNT(a) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY window_start, window_end, GROUPING SETS ((a), (b), ());
SELECT TUMBLE_START(at, INTERVAL '10' SECOND) AS ws, b, SUM(v) AS s FROM t GROUP BY TUMBLE(at, INTERVAL '10' SECOND), CUBE (b);
SELECT b, window_start, SUM(v) AS s FROM SESSION(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY ROLLUP (b), window_start, window_end;
