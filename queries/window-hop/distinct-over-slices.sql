-- description: Distinct values are counted once per window, also when they lie in several slices of it.
-- input t: inline
--   {"u":"a","at":"2026-01-01 00:00:01"}
--   {"u":"a","at":"2026-01-01 00:00:06"}
--   {"u":"b","at":"2026-01-01 00:00:07"}
--   {"u":"a","at":"2026-01-01 00:00:11"}
--   {"u":null,"at":"2026-01-01 00:00:12"}
CREATE TABLE t (u STRING, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, COUNT(u) AS c, COUNT(DISTINCT u) AS d FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
