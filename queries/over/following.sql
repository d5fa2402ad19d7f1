-- description: Frames that reach ahead answer a row when all that they can see is there.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","v":10,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":9,"ts":"2026-01-01 00:00:02"}
--   {"k":"b","v":20,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:08"}
--   {"k":"a","v":99,"ts":"2026-01-01 00:00:04"}
--   {"k":"b","v":30,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts RANGE BETWEEN CURRENT ROW AND INTERVAL '3' SECOND FOLLOWING) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) AS s, COUNT(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) AS n FROM t;
