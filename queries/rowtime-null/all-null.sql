-- description: When all event times are NULL and are dropped, no window ever opens.
-- input t: inline
--   {"ts":null}
--   {"ts":null}
CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json', 'rowtime.null' = 'drop');
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
