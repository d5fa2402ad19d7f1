-- description: A slide greater than the size leaves gaps: rows in a gap belong to no window.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:01"}
--   {"v":2,"at":"2026-01-01 00:00:07"}
--   {"v":4,"at":"2026-01-01 00:00:10"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND, INTERVAL '5' SECOND) GROUP BY window_start, window_end;
