-- description: With allowed lateness late rows change sessions that have closed, merge them, and open them again
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"b","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"a","v":4,"at":"2026-01-01 00:00:12"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:06"}
--   {"k":"a","v":16,"at":"2026-01-01 00:00:07"}
--   {"k":"b","v":32,"at":"2026-01-01 00:00:30"}
--   {"k":"a","v":64,"at":"2026-01-01 00:00:03"}
SET 'window.allowed-lateness' = '15 s';
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '0' SECOND);
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end;
SELECT SESSION_START(at, INTERVAL '5' SECOND) AS s0, COUNT(*) AS n FROM t WHERE v < 60 GROUP BY SESSION(at, INTERVAL '5' SECOND);
