-- description: When the clocks go back both passes of the doubled hour are one window, and a row of the first pass is not late during the second.
-- settings: table.local-time-zone=America/New_York
-- input t: inline
--   {"v":1,"ts":"2024-11-03T05:30:00Z"}
--   {"v":2,"ts":"2024-11-03T06:30:00Z"}
--   {"v":4,"ts":"2024-11-03T05:45:00Z"}
--   {"v":8,"ts":"2024-11-03T07:00:00Z"}
--   {"v":16,"ts":"2024-11-03T06:59:59.999Z"}
CREATE TABLE t (v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
