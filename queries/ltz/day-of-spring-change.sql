-- description: A day window of TIMESTAMP_LTZ is a day of the session zone: 23 hours when the clocks go forward.
-- settings: table.local-time-zone=America/New_York
-- input t: inline
--   {"v":1,"ts":"2024-03-10T04:59:59.999Z"}
--   {"v":2,"ts":"2024-03-10T05:00:00Z"}
--   {"v":4,"ts":"2024-03-11T03:59:59.999Z"}
--   {"v":8,"ts":"2024-03-11T04:00:00Z"}
CREATE TABLE t (v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY) GROUP BY window_start, window_end;
