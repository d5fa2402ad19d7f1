-- description: An aggregate without a window takes rows however late.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:10:00"}
--   {"v":2,"ts":"2026-01-01 00:00:00"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT SUM(v) AS s FROM t;
