-- description: RANGE over a number counts in the number itself, also downwards; NULLs are peers of each other alone.
-- input t: inline
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:01"}
--   {"k":"b","v":null,"ts":"2026-01-01 00:00:02"}
--   {"k":"c","v":4,"ts":"2026-01-01 00:00:03"}
--   {"k":"d","v":6,"ts":"2026-01-01 00:00:04"}
--   {"k":"e","v":null,"ts":"2026-01-01 00:00:05"}
--   {"k":"f","v":3,"ts":"2026-01-01 00:00:06"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, COUNT(*) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS n, COUNT(*) OVER (ORDER BY v DESC RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS m FROM t;
