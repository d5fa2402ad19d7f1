-- description: A SUM of DOUBLE from which values are deleted is the sum of what is left, NULL when nothing is, and forgets a deleted NaN.
-- batch-rows: 1
-- input t: inline retract
--   +I [0.1]
--   +I [0.2]
--   -D [0.2]
--   -D [0.1]
--   +I ["NaN"]
--   +I [1.5]
--   -D ["NaN"]
CREATE TABLE t (v DOUBLE);
SELECT COUNT(*) AS n, SUM(v) AS s FROM t;
