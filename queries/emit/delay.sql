-- description: EMIT AFTER WATERMARK DELAY: a window closes so much later, once, with the rows that came until then.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:11"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:03"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, window_time, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end, window_time EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
EXPLAIN SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
