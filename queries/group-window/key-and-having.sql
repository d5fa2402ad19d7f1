-- description: A group window with a key and HAVING: groups of a window that do not satisfy it do not come out.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"b","v":9,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":8,"ts":"2026-01-01 00:00:06"}
--   {"k":null,"v":8,"ts":"2026-01-01 00:00:07"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT k, TUMBLE_START(ts, INTERVAL '5' SECOND) AS ws, SUM(v) AS s FROM t GROUP BY k, TUMBLE(ts, INTERVAL '5' SECOND) HAVING SUM(v) > 5;
