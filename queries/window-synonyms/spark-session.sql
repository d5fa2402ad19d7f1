-- description: Spark's session_window
-- input t: inline
--   {"k":"a","x":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","x":2,"ts":"2026-01-01 00:00:40"}
--   {"k":"a","x":3,"ts":"2026-01-01 00:01:05"}
--   {"k":"a","x":4,"ts":"2026-01-01 00:00:58"}
--   {"k":"a","x":5,"ts":"2026-01-01 00:01:12"}
--   {"k":"a","x":6,"ts":"2026-01-01 00:00:59"}
--   {"k":"b","x":7,"ts":"2026-01-01 00:03:00"}
CREATE TABLE t (k STRING, x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND);
SELECT session_window.start, session_window.end, k, SUM(x) AS s FROM t GROUP BY session_window(ts, '30 seconds'), k;
