-- description: The end of a bounded input fires every open window, in order of their ends.
-- input t: inline
--   {"ts":"2026-01-01 00:00:21"}
--   {"ts":"2026-01-01 00:00:11"}
--   {"ts":"2026-01-01 00:00:01"}
CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' HOUR);
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
