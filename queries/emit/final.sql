-- description: EMIT FINAL, ON WINDOW CLOSE and AFTER WATERMARK are what happens anyway.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:11"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:03"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT FINAL;
SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT ON WINDOW CLOSE;
SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK;
