-- description: HAVING without GROUP BY keeps or drops the one row of the whole input.
-- batch-rows: 1
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
SELECT SUM(v) AS s FROM t HAVING COUNT(*) > 1;
SELECT SUM(v) AS s FROM t HAVING COUNT(*) > 2;
