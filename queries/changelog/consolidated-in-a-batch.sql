-- description: Changes to a key inside one batch come out as one: the last result before the batch and the last after it.
-- batch-rows: 2
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"a","v":2}
--   {"k":"a","v":3}
--   {"k":"a","v":4}
--   {"k":"b","v":5}
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(v) AS s FROM t GROUP BY k;
