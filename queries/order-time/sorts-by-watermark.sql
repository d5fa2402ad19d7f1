-- description: ORDER BY event time: rows come out in order of time; one that is not later than the last that came out is late.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:09"}
--   {"k":"a","v":6,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":7,"ts":"2026-01-01 00:00:09"}
--   {"k":"a","v":8,"ts":"2026-01-01 00:00:09"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, ts FROM t ORDER BY ts;
SELECT k, v FROM t ORDER BY ts, v DESC;
