-- description: A window fires when the watermark reaches its end minus one millisecond, and from then on its rows are late.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:04.998"}
--   {"v":4,"ts":"2026-01-01 00:00:02"}
--   {"v":8,"ts":"2026-01-01 00:00:04.999"}
--   {"v":16,"ts":"2026-01-01 00:00:04.999"}
-- batch-rows: 1
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
