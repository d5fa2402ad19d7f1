-- description: SESSION by itself holds rows back until their session closes and gives them in order of arrival.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"b","v":2,"at":"2026-01-01 00:00:03"}
--   {"k":"a","v":4,"at":"2026-01-01 00:00:06"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:20"}
--   {"k":"a","v":32,"at":"2026-01-01 00:00:04"}
--   {"k":"a","v":64,"at":"2026-01-01 00:00:25.001"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, v, window_start, window_end, window_time FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND);
