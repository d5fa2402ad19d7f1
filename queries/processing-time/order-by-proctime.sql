-- description: ORDER BY PROCTIME() is the order in which rows come: nothing is held back, and no end of the input is needed.
-- input t: inline
--   {"k":"b","v":1}
--   {"k":"a","v":2}
--   {"k":"c","v":3}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT k FROM t WHERE v > 1 ORDER BY pt;
EXPLAIN SELECT k FROM t ORDER BY pt;
