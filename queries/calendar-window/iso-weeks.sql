-- description: Weeks begin on a Thursday, as the epoch did; an offset of four days makes ISO weeks, which begin on Monday.
-- input t: inline
--   {"v":1,"ts":"2023-12-31 23:00:00"}
--   {"v":2,"ts":"2024-01-01 00:00:00"}
--   {"v":4,"ts":"2024-01-04 00:00:00"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '7' DAY) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '7' DAY, INTERVAL '4' DAY) GROUP BY window_start, window_end;
