-- description: Updates of a source of changes count in the window of their event time; what is late of them is dropped.
-- input t: inline retract
--   +I ["a",1,"2026-01-01 00:00:01"]
--   +I ["b",2,"2026-01-01 00:00:02"]
--   -D ["a",1,"2026-01-01 00:00:01"]
--   +I ["c",4,"2026-01-01 00:00:12"]
--   -D ["b",2,"2026-01-01 00:00:02"]
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
