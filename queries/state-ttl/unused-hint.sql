-- description: A STATE_TTL hint where nothing keeps state of the table says so; of two hints the first counts, of two values in one hint the last.
-- input t: inline
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:01"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT /*+ STATE_TTL('t' = '1 h') */ k FROM t;
SELECT /*+ STATE_TTL('t' = '1 h') */ COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
SELECT /*+ STATE_TTL('a' = '1 h') */ a.k FROM t AS a JOIN t AS b ON a.k = b.k AND a.ts BETWEEN b.ts AND b.ts + INTERVAL '1' MINUTE;
EXPLAIN SELECT /*+ STATE_TTL('t' = '1 h', 't' = '2 h'), STATE_TTL('t' = '3 h') */ k, COUNT(*) AS n FROM t GROUP BY k;
