-- description: The watermark of a UNION ALL is the lesser of its sides', so a row late by its own side may still count.
-- input fast: inline
--   {"v":1,"ts":"2026-01-01 00:00:30"}
--   {"v":2,"ts":"2026-01-01 00:00:01"}
-- input slow: inline
--   {"v":4,"ts":"2026-01-01 00:00:02"}
--   {"v":8,"ts":"2026-01-01 00:00:40"}
CREATE TABLE fast (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE slow (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE (SELECT v, ts FROM fast UNION ALL SELECT v, ts FROM slow), DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
