-- description: A change that takes back a row of a forgotten key is passed over and counted; what still is there is taken back as ever.
-- batch-rows: 1
-- input t: inline retract
--   +I ["a",1]
--   +I ["b",2]
--   @ 2 h
--   -U ["a",1]
--   +U ["a",7]
--   -D ["b",2]
--   +I ["c",3]
--   -D ["c",3]
CREATE TABLE t (k STRING, v INT);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, SUM(v) AS s, MIN(v) AS least FROM t GROUP BY k;
