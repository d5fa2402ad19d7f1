-- description: Grouping the result of a window by its window_start and window_end again aggregates inside the same window.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:02"}
--   {"k":"b","v":5,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","v":7,"ts":"2026-01-01 00:00:13"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, MAX(s) AS top, COUNT(*) AS sensors FROM (
  SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end
) GROUP BY window_start, window_end;
