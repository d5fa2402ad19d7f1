-- description: SESSION without PARTITION BY is one session over all keys; keys of GROUP BY divide its rows.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"b","v":2,"at":"2026-01-01 00:00:03"}
--   {"k":"a","v":4,"at":"2026-01-01 00:00:06"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:20"}
--   {"k":"a","v":32,"at":"2026-01-01 00:00:04"}
--   {"k":"a","v":64,"at":"2026-01-01 00:00:25.001"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end;
