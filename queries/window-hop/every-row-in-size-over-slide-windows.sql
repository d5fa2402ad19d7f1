-- description: A row belongs to size divided by slide windows, the first of which begin before the first row.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:00"}
--   {"v":2,"at":"2026-01-01 00:00:04.999"}
--   {"v":4,"at":"2026-01-01 00:00:05"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s, COUNT(*) AS n FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '15' SECOND) GROUP BY window_start, window_end;
