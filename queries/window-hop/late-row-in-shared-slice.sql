-- description: A row that comes after the first window over its slice has fired counts in the later windows over that slice only.
-- input t: inline
--   {"k":"x","v":1,"at":"2026-01-01 00:00:06"}
--   {"k":"x","v":2,"at":"2026-01-01 00:00:10"}
--   {"k":"x","v":4,"at":"2026-01-01 00:00:07"}
--   {"k":"y","v":8,"at":"2026-01-01 00:00:06"}
--   {"k":"x","v":16,"at":"2026-01-01 00:00:16"}
--   {"k":"x","v":32,"at":"2026-01-01 00:00:09"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
