-- description: A row at the end of a window belongs to the next one, a row one millisecond before to this one.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:00"}
--   {"v":2,"ts":"2026-01-01 00:00:04.999"}
--   {"v":4,"ts":"2026-01-01 00:00:05"}
--   {"v":8,"ts":"2026-01-01 00:00:09.999"}
--   {"v":16,"ts":"2026-01-01 00:00:10"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, window_time, SUM(v) AS s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY window_start, window_end, window_time;
