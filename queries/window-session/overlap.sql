-- description: A late row between a closed and an open session goes to the open one, whose window overlaps the closed one.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:09"}
--   {"k":"a","v":4,"at":"2026-01-01 00:00:05"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end;
