-- description: HOP windows of two local hours over the hour that comes twice.
-- settings: table.local-time-zone=America/New_York
-- input t: inline
--   {"v":1,"ts":"2024-11-03T04:30:00Z"}
--   {"v":2,"ts":"2024-11-03T05:30:00Z"}
--   {"v":4,"ts":"2024-11-03T06:30:00Z"}
--   {"v":8,"ts":"2024-11-03T07:30:00Z"}
CREATE TABLE t (v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '2' HOUR) GROUP BY window_start, window_end;
