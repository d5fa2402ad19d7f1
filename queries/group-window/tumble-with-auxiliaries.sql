-- description: GROUP BY TUMBLE is a window too; TUMBLE_START, TUMBLE_END and TUMBLE_ROWTIME give its borders.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:04"}
--   {"v":4,"ts":"2026-01-01 00:00:06"}
--   {"v":8,"ts":"2026-01-01 00:00:03"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT TUMBLE_START(ts, INTERVAL '5' SECOND) AS ws, TUMBLE_END(ts, INTERVAL '5' SECOND) AS we, TUMBLE_ROWTIME(ts, INTERVAL '5' SECOND) AS rt, SUM(v) AS s
FROM t GROUP BY TUMBLE(ts, INTERVAL '5' SECOND);
