-- description: NULL is one group of a window, beside the empty text.
-- input t: inline
--   {"k":null,"ts":"2026-01-01 00:00:01"}
--   {"k":"","ts":"2026-01-01 00:00:02"}
--   {"k":null,"ts":"2026-01-01 00:00:03"}
CREATE TABLE t (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT k, COUNT(*) AS n, COUNT(k) AS not_null FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
