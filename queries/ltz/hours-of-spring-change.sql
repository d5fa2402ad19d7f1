-- description: The hour that the clocks skip has no window.
-- settings: table.local-time-zone=America/New_York
-- input t: inline
--   {"v":1,"ts":"2024-03-10T06:30:00Z"}
--   {"v":2,"ts":"2024-03-10T07:30:00Z"}
--   {"v":4,"ts":"2024-03-10T08:30:00Z"}
CREATE TABLE t (v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
