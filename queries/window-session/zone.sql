-- description: The gap is elapsed time: 01:30 and 03:10 around the spring change are 40 minutes apart; both passes of the autumn hour are told apart.
-- input t: inline
--   {"k":"a","at":"2024-03-10T06:30:00Z"}
--   {"k":"a","at":"2024-03-10T07:10:00Z"}
--   {"k":"a","at":"2024-11-03T05:10:00Z"}
--   {"k":"a","at":"2024-11-03T06:10:00Z"}
SET 'table.local-time-zone' = 'America/New_York';
CREATE TABLE t (k STRING, at TIMESTAMP_LTZ(3), WATERMARK FOR at AS at);
SELECT k, window_start, window_end, window_time, COUNT(*) AS n FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '40' MINUTE) GROUP BY k, window_start, window_end, window_time;
