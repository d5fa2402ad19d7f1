-- description: Deduplication of rows that change is a Top-1: when the row goes the next one takes its place.
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
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS rn FROM t) WHERE rn = 1;
