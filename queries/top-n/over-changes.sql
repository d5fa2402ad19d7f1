-- description: A row that is deleted makes room for the next one.
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
SELECT k, v, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS rn FROM t) WHERE rn <= 2;
