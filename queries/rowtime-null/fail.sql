-- description: A NULL event time is an error that names the row and the source.
-- expect error
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":null}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
