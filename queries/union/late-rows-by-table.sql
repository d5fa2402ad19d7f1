-- description: Rows that are late above a UNION ALL are counted for the table they were read from.
-- input a: inline
--   {"v":1,"ts":"2026-01-01 00:00:05"}
--   {"v":2,"ts":"2026-01-01 00:00:25"}
--   {"v":3,"ts":"2026-01-01 00:00:03"}
-- input b: inline
--   {"v":10,"ts":"2026-01-01 00:00:26"}
--   {"v":20,"ts":"2026-01-01 00:00:01"}
--   {"v":30,"ts":"2026-01-01 00:00:02"}
CREATE TABLE a (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE b (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s
FROM TUMBLE(TABLE (SELECT v, ts FROM a UNION ALL SELECT v, ts FROM b WHERE v <> 30), DESCRIPTOR(ts), INTERVAL '10' SECOND)
GROUP BY window_start, window_end;
