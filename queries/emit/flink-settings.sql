-- description: Flink's settings of early and late firing mean the same here: every change, and late rows correct their window.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:11"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:03"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:30"}
SET 'table.exec.emit.early-fire.enabled' = 'true';
SET 'table.exec.emit.early-fire.delay' = '0 ms';
SET 'table.exec.emit.late-fire.enabled' = 'true';
SET 'table.exec.emit.late-fire.delay' = '0 ms';
SET 'table.exec.emit.allow-lateness' = '10 s';
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, TUMBLE_START(at, INTERVAL '10' SECOND) AS ws, SUM(v) AS s FROM t GROUP BY k, TUMBLE(at, INTERVAL '10' SECOND);
