-- description: A row whose HOP windows have all fired is late, once in the account however many windows it missed.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:01"}
--   {"v":2,"at":"2026-01-01 00:00:40"}
--   {"v":3,"at":"2026-01-01 00:00:02"}
--   {"v":4,"at":"2026-01-01 00:00:25"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND, INTERVAL '20' SECOND) GROUP BY window_start, window_end;
