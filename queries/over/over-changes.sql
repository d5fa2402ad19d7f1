-- description: OVER over an input that changes takes rows back exactly; an update of a row is an update of its result.
-- batch-rows: 1
-- input t: inline retract
--   +I ["a", 1]
--   +I ["a", 3]
--   +I ["b", 5]
--   -D ["a", 1]
--   -U ["a", 3]
--   +U ["a", 7]
--   +I ["a", 2]
CREATE TABLE t (k STRING, v INT);
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY v) AS s FROM t;
