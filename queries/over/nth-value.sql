-- description: NTH_VALUE is NULL while the frame has fewer rows.
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
SELECT k, v, NTH_VALUE(v, 2) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n FROM t;
SELECT k, v, NTH_VALUE(v, 2) OVER (PARTITION BY k ORDER BY v) AS n FROM t;
