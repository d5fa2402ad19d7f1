-- description: FILTER leaves rows out of a frame; NULL arguments are passed over.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":null,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:04"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, SUM(v) FILTER (WHERE v > 2) OVER (ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, COUNT(v) OVER (ORDER BY ts) AS n FROM t;
