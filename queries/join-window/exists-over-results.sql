-- description: EXISTS over what a window aggregate, an OVER or a union gives is a join of windows too: its rows stay, and windows go on top.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","v":2,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:30"}
--   {"k":null,"v":4,"ts":"2026-01-01 00:00:31"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:11"}
--   {"k":"c","v":6,"ts":"2026-01-01 00:01:00"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","w":11,"ts":"2026-01-01 00:00:15"}
--   {"k":"b","w":12,"ts":"2026-01-01 00:00:18"}
--   {"k":"a","w":13,"ts":"2026-01-01 00:00:33"}
--   {"k":"a","w":14,"ts":"2026-01-01 00:00:09"}
--   {"k":null,"w":15,"ts":"2026-01-01 00:00:40"}
--   {"k":"d","w":16,"ts":"2026-01-01 00:01:05"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT window_start, COUNT(*) AS n, SUM(v) AS v FROM TUMBLE(TABLE (SELECT l.v, window_time AS ts FROM (SELECT * FROM TUMBLE(TABLE l, DESCRIPTOR(ts), INTERVAL '10' SECOND)) l WHERE EXISTS (SELECT 1 FROM (SELECT k, window_start, window_end, COUNT(*) AS n FROM TUMBLE(TABLE r, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end) r WHERE l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end AND r.n > 0)), DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
SELECT window_start, COUNT(*) AS n, SUM(v) AS v FROM TUMBLE(TABLE (SELECT l.v, window_time AS ts FROM (SELECT * FROM TUMBLE(TABLE l, DESCRIPTOR(ts), INTERVAL '10' SECOND)) l WHERE NOT EXISTS (SELECT 1 FROM (SELECT * FROM TUMBLE(TABLE (SELECT k, ts, COUNT(*) OVER (PARTITION BY k ORDER BY ts) AS n FROM r UNION ALL SELECT k, ts, 1 FROM r), DESCRIPTOR(ts), INTERVAL '10' SECOND)) r WHERE l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end AND r.n = 1)), DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
