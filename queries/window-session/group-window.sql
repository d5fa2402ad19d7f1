-- description: GROUP BY SESSION makes sessions of the other keys, computed ones too.
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"b","v":2,"at":"2026-01-01 00:00:03"}
--   {"k":"a","v":4,"at":"2026-01-01 00:00:06"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:20"}
--   {"k":"a","v":32,"at":"2026-01-01 00:00:04"}
--   {"k":"a","v":64,"at":"2026-01-01 00:00:25.001"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT UPPER(k) AS k, SESSION_START(at, INTERVAL '5' SECOND) AS ws, SESSION_END(at, INTERVAL '5' SECOND) AS we, SESSION_ROWTIME(at, INTERVAL '5' SECOND) AS wt, SUM(v) AS s FROM t GROUP BY UPPER(k), SESSION(at, INTERVAL '5' SECOND);
