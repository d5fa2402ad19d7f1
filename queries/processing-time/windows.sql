-- description: Windows over PROCTIME(): the time of the batch takes the place of the watermark; at the end of bounded input all close.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":2}
--   {"k":"a","v":4}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT k, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(pt), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
SELECT SUM(v) AS s FROM HOP(TABLE t, DESCRIPTOR(pt), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
SELECT k, SUM(v) AS s FROM t GROUP BY k, SESSION(pt, INTERVAL '10' SECOND);
SELECT SUM(s) AS s FROM TUMBLE((SELECT window_time AS wt, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(pt), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end, window_time), DESCRIPTOR(wt), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
EXPLAIN SELECT k, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(pt), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
