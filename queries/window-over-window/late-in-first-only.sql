-- description: A row late for its first window never reaches the second; results of the first window are never late in the second.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:07"}
--   {"v":4,"ts":"2026-01-01 00:00:03"}
--   {"v":8,"ts":"2026-01-01 00:00:21"}
--   {"v":16,"ts":"2026-01-01 00:00:08"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(s) AS s, COUNT(*) AS n FROM TUMBLE(TABLE (
  SELECT window_time AS rt, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end, window_time
), DESCRIPTOR(rt), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
