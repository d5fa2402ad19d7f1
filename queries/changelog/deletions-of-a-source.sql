-- description: An aggregate over a source of changes takes back what a deletion held, and its group goes with its last row.
-- batch-rows: 1
-- input t: inline retract
--   +I ["a",1]
--   +I ["a",2]
--   +I ["b",5]
--   -D ["a",2]
--   -U ["b",5]
--   +U ["b",7]
--   -D ["a",1]
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(v) AS s, MAX(v) AS m, COUNT(*) AS n FROM t GROUP BY k;
