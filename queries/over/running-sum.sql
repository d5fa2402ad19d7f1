-- description: A running sum by event time: rows come out in order of time when the watermark passes them, and a row at or behind it is late.
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
SELECT k, v, ts, SUM(v) OVER w AS s, COUNT(*) OVER w AS n, ROW_NUMBER() OVER w AS rn FROM t WINDOW w AS (PARTITION BY k ORDER BY ts ROWS UNBOUNDED PRECEDING);
