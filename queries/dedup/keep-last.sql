-- description: The last row by event time: among equal times the one that came last wins; nothing is late.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","v":3,"ts":"2026-01-01 00:00:04"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:09"}
--   {"k":"b","v":6,"ts":"2026-01-01 00:00:02"}
--   {"k":null,"v":7,"ts":"2026-01-01 00:00:01"}
--   {"k":null,"v":8,"ts":"2026-01-01 00:00:08"}
--   {"k":"a","v":9,"ts":"2026-01-01 00:00:09"}
--   {"k":"c","v":10,"ts":"2026-01-01 00:00:01"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS rn FROM t) WHERE rn = 1;
