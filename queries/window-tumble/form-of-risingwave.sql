-- description: RisingWave's form of the window function means the same as the base form.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:06"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(t, ts, INTERVAL '5' SECOND) GROUP BY window_start, window_end;
