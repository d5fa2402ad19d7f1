-- description: With a delay of one millisecond the last row of a window leaves it open and the first row of the next one closes it.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:04.999"}
--   {"v":2,"ts":"2026-01-01 00:00:04"}
--   {"v":4,"ts":"2026-01-01 00:00:05"}
--   {"v":8,"ts":"2026-01-01 00:00:04.999"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '0.001' SECOND);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
