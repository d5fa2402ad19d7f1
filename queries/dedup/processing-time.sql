-- description: By descending processing time the row that came last wins, however rows are batched; ascending the one that came first.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":2}
--   {"k":"a","v":3}
--   {"k":"a","v":2}
--   {"k":"b","v":1}
--   {"k":null,"v":4}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt DESC) AS rn FROM t) WHERE rn = 1;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt) AS rn FROM t) WHERE rn = 1;
SELECT k, v, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt DESC, v) AS rn FROM t) WHERE rn <= 2;
