-- description: RisingWave's windows in FROM
-- input t: inline
--   {"k":"a","x":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","x":2,"ts":"2026-01-01 00:00:40"}
--   {"k":"a","x":3,"ts":"2026-01-01 00:01:05"}
--   {"k":"a","x":4,"ts":"2026-01-01 00:00:58"}
--   {"k":"a","x":5,"ts":"2026-01-01 00:01:12"}
--   {"k":"a","x":6,"ts":"2026-01-01 00:00:59"}
--   {"k":"b","x":7,"ts":"2026-01-01 00:03:00"}
CREATE TABLE t (k STRING, x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND);
SELECT k, window_start, SUM(x) AS s FROM TUMBLE(t, ts, INTERVAL '1 minute') GROUP BY k, window_start, window_end;
SELECT k, window_start, SUM(x) AS s FROM HOP(t, ts, INTERVAL '30 seconds', INTERVAL '1 minute') GROUP BY k, window_start, window_end;
