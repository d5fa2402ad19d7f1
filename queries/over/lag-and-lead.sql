-- description: LAG looks back; LEAD waits for the next row of the partition, or the end of the input; a default stands where there is no row.
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","v":10,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":9,"ts":"2026-01-01 00:00:02"}
--   {"k":"b","v":20,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:08"}
--   {"k":"a","v":99,"ts":"2026-01-01 00:00:04"}
--   {"k":"b","v":30,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:30"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, v, ts, LAG(v) OVER w AS l1, LAG(v, 2, 0) OVER w AS l2 FROM t WINDOW w AS (PARTITION BY k ORDER BY ts);
SELECT k, v, LEAD(v) OVER w AS n1, LEAD(v, 1, -1) OVER w AS n2 FROM t WINDOW w AS (PARTITION BY k ORDER BY ts);
