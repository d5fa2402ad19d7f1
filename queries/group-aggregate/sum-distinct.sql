-- description: SUM DISTINCT and AVG DISTINCT take each value once.
-- input t: inline
--   {"k":"a","v":2}
--   {"k":"a","v":2}
--   {"k":"a","v":5}
--   {"k":"b","v":null}
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(DISTINCT v) AS s, AVG(DISTINCT v) AS a, SUM(v) AS plain FROM t GROUP BY k;
