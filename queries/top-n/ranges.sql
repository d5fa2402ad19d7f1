-- description: BETWEEN, <, >= and constants on either side; a rank compared with a column stays a filter.
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
SELECT k, v, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v) AS rn FROM t) WHERE rn BETWEEN 2 AND 3;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v) AS rn FROM t) WHERE rn < 3 AND v > 1;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v) AS rn FROM t) WHERE 1 = rn;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v) AS rn FROM t) WHERE rn < v;
