-- description: A row late for the first of its two HOP windows still counts in the second.
-- input clicks: inline
--   {"user":"a","at":"2026-01-01 00:00:01"}
--   {"user":"a","at":"2026-01-01 00:00:14"}
--   {"user":"b","at":"2026-01-01 00:00:08"}
CREATE TABLE clicks (`user` STRING, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '2' SECOND);
SELECT window_start, COUNT(*) AS n FROM HOP(TABLE clicks, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
