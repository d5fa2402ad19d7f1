-- description: 'rowtime.null' = 'drop' drops rows without event time and counts them as filtered.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":null}
--   {"v":4}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json', 'rowtime.null' = 'drop');
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
