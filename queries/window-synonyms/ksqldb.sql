-- description: ksqlDB's clause behind FROM, with WINDOWSTART and WINDOWEND; a grace period is what a window waits
-- input t: inline
--   {"k":"a","x":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","x":2,"ts":"2026-01-01 00:00:40"}
--   {"k":"a","x":3,"ts":"2026-01-01 00:01:05"}
--   {"k":"a","x":4,"ts":"2026-01-01 00:00:58"}
--   {"k":"a","x":5,"ts":"2026-01-01 00:01:12"}
--   {"k":"a","x":6,"ts":"2026-01-01 00:00:59"}
--   {"k":"b","x":7,"ts":"2026-01-01 00:03:00"}
CREATE TABLE t (k STRING, x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND);
SELECT k, WINDOWSTART AS s0, WINDOWEND AS e0, SUM(x) AS s FROM t WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY k EMIT FINAL;
SELECT k, WINDOWSTART AS s0, SUM(x) AS s FROM t WINDOW TUMBLING (SIZE 1 MINUTE, GRACE PERIOD 10 SECONDS) WHERE x > 0 GROUP BY k;
SELECT WINDOWSTART AS s0, SUM(x) AS s FROM t WINDOW HOPPING (SIZE 1 MINUTE, ADVANCE BY 30 SECONDS);
SELECT k, WINDOWSTART AS s0, WINDOWEND AS e0, SUM(x) AS s FROM t WINDOW SESSION (30 SECONDS) GROUP BY k;
