-- description: A HOP over the results of a TUMBLE: a moving sum of per-window sums.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:06"}
--   {"v":4,"ts":"2026-01-01 00:00:11"}
--   {"v":8,"ts":"2026-01-01 00:00:26"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE VIEW sums AS SELECT window_time, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end, window_time;
SELECT window_start, window_end, SUM(s) AS s, COUNT(*) AS n FROM HOP(TABLE sums, DESCRIPTOR(window_time), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
