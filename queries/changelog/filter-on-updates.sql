-- description: A filter lets the two halves of an update through one by one: what no longer satisfies it is deleted, what begins to is inserted.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":5}
--   {"k":"a","v":6}
--   {"k":"a","v":-8}
--   {"k":"a","v":1}
--   {"k":"a","v":7}
CREATE TABLE t (k STRING, v INT);
SELECT k, s FROM (SELECT k, SUM(v) AS s FROM t GROUP BY k) WHERE s > 4;
