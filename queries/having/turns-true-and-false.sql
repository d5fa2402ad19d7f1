-- description: A group whose HAVING turns true is inserted, one whose HAVING turns false is deleted; never an update of a row not shown.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":5}
--   {"k":"a","v":6}
--   {"k":"a","v":1}
--   {"k":"a","v":-9}
--   {"k":"a","v":20}
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(v) AS s FROM t GROUP BY k HAVING SUM(v) > 10;
