-- description: window_time is the event time of a window's result: a second window over it holds all first windows that end inside it.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:04"}
--   {"k":"b","v":9,"ts":"2026-01-01 00:00:04"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","v":8,"ts":"2026-01-01 00:00:12"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
WITH five AS (
  SELECT k, window_time, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end, window_time
)
SELECT window_start, window_end, MAX(s) AS top, COUNT(*) AS n FROM TUMBLE(TABLE five, DESCRIPTOR(window_time), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
