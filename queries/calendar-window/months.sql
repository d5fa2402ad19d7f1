-- description: Windows of months begin on the first of the month; a quarter is three of them.
-- input t: inline
--   {"v":1,"ts":"2023-12-31 23:59:59"}
--   {"v":2,"ts":"2024-01-01 00:00:00"}
--   {"v":4,"ts":"2024-02-29 12:00:00"}
--   {"v":8,"ts":"2024-03-01 00:00:00"}
--   {"v":16,"ts":"2024-05-01 00:00:00"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MONTH) GROUP BY window_start, window_end;
SELECT window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' YEAR, INTERVAL '2' YEAR) GROUP BY window_start, window_end;
SELECT window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MONTH, INTERVAL '3' MONTH) GROUP BY window_start, window_end;
