-- description: OVER by processing time takes rows in the order in which they come.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":2}
--   {"k":"a","v":3}
--   {"k":"a","v":4}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT k, v, COUNT(*) OVER (PARTITION BY k ORDER BY pt) AS n, RANK() OVER (PARTITION BY k ORDER BY pt) AS r FROM t;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt) AS rn FROM t) WHERE rn = 1;
