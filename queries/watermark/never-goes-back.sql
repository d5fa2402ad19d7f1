-- description: The watermark is the greatest value so far: an old row does not take it back.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:12"}
--   {"v":2,"ts":"2026-01-01 00:00:01"}
--   {"v":4,"ts":"2026-01-01 00:00:02"}
--   {"v":8,"ts":"2026-01-01 00:00:13"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
