-- description: A window function by itself adds its columns to every row and drops nothing, late rows included.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:30"}
--   {"v":3,"ts":"2026-01-01 00:00:02"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT v, window_start, window_end, window_time FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND);
