-- description: The window function may stand in TABLE( ) or not, and may take its arguments by name in any order.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:06"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds') GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL 5 SECOND) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(SIZE => INTERVAL '0:05' MINUTE TO SECOND, TIMECOL => DESCRIPTOR(ts), DATA => TABLE t) GROUP BY window_start, window_end;
