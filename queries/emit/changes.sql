-- description: EMIT CHANGES gives the rows of open windows whenever they change; a window that closes has nothing left to say, and late rows are late.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:11"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:03"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
SELECT window_start, COUNT(*) AS n FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND, INTERVAL '20' SECOND) GROUP BY window_start, window_end EMIT CHANGES;
