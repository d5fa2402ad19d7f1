-- description: A size that is no multiple of the slide works: a row belongs to every window that begins at a multiple of the slide and holds it.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:00"}
--   {"v":2,"at":"2026-01-01 00:00:03"}
--   {"v":4,"at":"2026-01-01 00:00:06"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '4' SECOND, INTERVAL '6' SECOND) GROUP BY window_start, window_end;
