-- description: Each side of a regular join forgets rows that were not written for its TTL; a count of matches that changes writes the row of a padded side. Nothing is said of what goes, so a row that was padded is not padded again.
-- batch-rows: 1
-- input l: inline append
--   +I ["a",1]
--   +I ["b",2]
--   @ 90 min
--   +I ["c",3]
--   @ 3 h
--   +I ["a",4]
-- input r: inline append
--   +I ["a",10]
--   @ 90 min
--   +I ["b",20]
--   @ 2 h
--   +I ["c",30]
--   @ 150 min
--   +I ["b",21]
--   @ 4 h
--   +I ["a",11]
CREATE TABLE l (k STRING, v INT);
CREATE TABLE r (k STRING, w INT);
SELECT /*+ STATE_TTL('l' = '1 h') */ l.k, v, w FROM l JOIN r ON l.k = r.k;
SELECT /*+ STATE_TTL('x' = '2 h', 'y' = '1 h') */ x.k, v, w FROM l AS x LEFT JOIN r AS y ON x.k = y.k;
SELECT /*+ STATE_TTL('l' = '1 h') */ k, v FROM l WHERE k IN (SELECT k FROM r);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, v FROM l WHERE NOT EXISTS (SELECT * FROM r WHERE r.k = l.k);
SELECT k FROM l INTERSECT SELECT k FROM r;
SELECT k FROM l EXCEPT SELECT k FROM r;
EXPLAIN SELECT l.k, v, w FROM l JOIN r ON l.k = r.k;
