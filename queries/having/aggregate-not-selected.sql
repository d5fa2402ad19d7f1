-- description: HAVING may test an aggregate and a key that the SELECT does not show.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"a","v":2}
--   {"k":"b","v":9}
CREATE TABLE t (k STRING, v INT);
SELECT SUM(v) AS s FROM t GROUP BY k HAVING COUNT(*) = 2 AND k <> 'b';
