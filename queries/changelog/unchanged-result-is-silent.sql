-- description: A row that leaves the result as it was gives no change.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":5}
--   {"k":"a","v":3}
--   {"k":"a","v":9}
CREATE TABLE t (k STRING, v INT);
SELECT k, MAX(v) AS m FROM t GROUP BY k;
