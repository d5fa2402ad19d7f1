-- description: An aggregate without a window updates its result with every row: an insertion first, then pairs of -U and +U.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"a","v":2}
--   {"k":"b","v":5}
--   {"k":"a","v":3}
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(v) AS s, COUNT(*) AS n FROM t GROUP BY k;
