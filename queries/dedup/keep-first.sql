-- description: The first row by event time comes out once, when the watermark passes it; rows at or behind the watermark are late.
-- accounts: vary
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
SELECT k, v, ts, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS rn FROM t) WHERE rn = 1;
SELECT k, COUNT(*) AS n FROM (SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS rn FROM t) WHERE rn = 1) GROUP BY k;
