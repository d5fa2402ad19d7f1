-- description: Arroyo's windows have no time column, take the only time attribute, and are grouped by name or number
-- input t: inline
--   {"k":"a","x":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","x":2,"ts":"2026-01-01 00:00:40"}
--   {"k":"a","x":3,"ts":"2026-01-01 00:01:05"}
--   {"k":"a","x":4,"ts":"2026-01-01 00:00:58"}
--   {"k":"a","x":5,"ts":"2026-01-01 00:01:12"}
--   {"k":"a","x":6,"ts":"2026-01-01 00:00:59"}
--   {"k":"b","x":7,"ts":"2026-01-01 00:03:00"}
CREATE TABLE t (k STRING, x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND);
SELECT tumble(interval '1 minute') AS window, k, SUM(x) AS s FROM t GROUP BY window, k;
SELECT w.`start` AS s0, n FROM (SELECT hop(interval '30 seconds', interval '1 minute') AS w, COUNT(*) AS n FROM t GROUP BY 1) AS q;
SELECT session(interval '30 seconds') AS w, k, COUNT(*) AS n FROM t GROUP BY w, k;
