-- description: A global aggregate stays one row when everything it counted is deleted: COUNT is 0 and SUM NULL.
-- batch-rows: 1
-- input t: inline retract
--   +I [3]
--   -D [3]
--   +I [4]
CREATE TABLE t (v INT);
SELECT COUNT(*) AS n, SUM(v) AS s FROM t;
