-- description: UNION ALL of an updating query and an appending one is updating.
-- batch-rows: 1
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
SELECT 'sum' AS what, SUM(v) AS v FROM t UNION ALL SELECT 'row', v FROM t;
