-- description: In a window whose values are all NULL, COUNT of the column is 0 and the other aggregates are NULL.
-- input t: inline
--   {"v":null,"ts":"2026-01-01 00:00:01"}
--   {"v":null,"ts":"2026-01-01 00:00:02"}
--   {"v":7,"ts":"2026-01-01 00:00:12"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, COUNT(*) AS n, COUNT(v) AS c, SUM(v) AS s, AVG(v) AS a, MIN(v) AS lo, MAX(v) AS hi FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
