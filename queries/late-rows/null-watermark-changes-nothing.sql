-- description: A watermark expression that is NULL for a row leaves the watermark where it is.
-- input t: inline
--   {"v":1,"w":"2026-01-01 00:00:01","ts":"2026-01-01 00:00:01"}
--   {"v":2,"w":null,"ts":"2026-01-01 00:00:50"}
--   {"v":4,"w":"2026-01-01 00:00:02","ts":"2026-01-01 00:00:02"}
CREATE TABLE t (v INT, w TIMESTAMP(3), ts TIMESTAMP(3), WATERMARK FOR ts AS w);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
