-- description: When every row after the first is late only the first window comes out and the account says so.
-- input t: inline
--   {"ts":"2026-01-01 01:00:00"}
--   {"ts":"2026-01-01 00:00:01"}
--   {"ts":"2026-01-01 00:30:00"}
--   {"ts":"2026-01-01 00:59:59.999"}
CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
