-- description: Without a watermark, and over windows of processing time, EMIT PERIODIC counts by the time of the batch; the rest comes when the input ends.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"a","v":2}
--   {"k":"b","v":4}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT k, SUM(v) AS s FROM t GROUP BY k EMIT PERIODIC INTERVAL '1' HOUR;
EXPLAIN SELECT k, SUM(v) AS s FROM t GROUP BY k EMIT PERIODIC INTERVAL '1' HOUR;
EXPLAIN SELECT k, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(pt), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
