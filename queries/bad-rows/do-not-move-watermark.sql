-- description: A bad row does not move the watermark, so it makes no other row late.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":"x","ts":"2026-01-01 00:10:00"}
--   {"v":2,"ts":"2026-01-01 00:00:02"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json', 'on-error' = 'skip');
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
