-- description: Of equal rows the one that came first stays; RANK lets all of them in, DENSE_RANK counts values.
-- input t: inline
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":7,"ts":"2026-01-01 00:00:04"}
--   {"k":"a","v":7,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":6,"ts":"2026-01-01 00:00:06"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS rn FROM t) WHERE rn <= 2;
SELECT k, v, ts, r FROM (SELECT *, RANK() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM t) WHERE r <= 2;
SELECT k, v, ts, r FROM (SELECT *, DENSE_RANK() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM t) WHERE r <= 2;
