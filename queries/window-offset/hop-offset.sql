-- description: The offset of HOP moves all its windows.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:00"}
--   {"v":2,"at":"2026-01-01 00:00:01"}
--   {"v":4,"at":"2026-01-01 00:00:06"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND, INTERVAL '1' SECOND) GROUP BY window_start, window_end;
