-- description: GROUP BY HOP takes the slide before the size.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:06"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT HOP_START(ts, INTERVAL '5' SECOND, INTERVAL '10' SECOND) AS ws, SUM(v) AS s FROM t GROUP BY HOP(ts, INTERVAL '5' SECOND, INTERVAL '10' SECOND);
