-- description: Windows before 1970 are aligned downwards, fire by the watermark and refuse late rows as any other.
-- input t: inline
--   {"v":1,"ts":"1969-12-31 23:59:51"}
--   {"v":2,"ts":"1969-12-31 23:59:59.999"}
--   {"v":4,"ts":"1970-01-01 00:00:00"}
--   {"v":8,"ts":"1969-12-31 23:59:58"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
