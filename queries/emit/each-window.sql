-- description: Every EMIT over every window function.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:04"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:06"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:12"}
--   {"k":"a","v":16,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":32,"at":"2026-01-01 00:00:13"}
--   {"k":"a","v":64,"at":"2026-01-01 00:00:21"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT ON WINDOW CLOSE;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT FINAL;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK;
SELECT k, window_start, window_end, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
SELECT k, window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
SELECT k, window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '3' SECOND) GROUP BY k, window_start, window_end;
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '3' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '3' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '3' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '5' SECOND;
