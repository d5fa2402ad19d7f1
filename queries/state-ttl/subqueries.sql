-- description: A STATE_TTL hint of the subquery of IN and EXISTS is for the rows of its table; where time bounds them it does nothing, and says so.
-- batch-rows: 1
-- input l: inline append
--   +I ["a",1,"2024-01-01 00:00:01"]
--   @ 30 min
--   +I ["b",2,"2024-01-01 00:00:02"]
--   @ 2 h
--   +I ["c",3,"2024-01-01 00:00:03"]
--   +I ["a",4,"2024-01-01 00:00:04"]
-- input r: inline append
--   +I ["a",1,"2024-01-01 00:00:01"]
--   @ 100 min
--   +I ["c",1,"2024-01-01 00:00:02"]
--   +I ["b",1,"2024-01-01 00:00:03"]
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE r (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT k, v FROM l WHERE k IN (SELECT /*+ STATE_TTL('r' = '1 h') */ k FROM r);
SELECT /*+ STATE_TTL('l' = '1 h') */ k, v FROM l WHERE NOT EXISTS (SELECT /*+ STATE_TTL('x' = '1 h') */ 1 FROM r AS x WHERE x.k = l.k);
EXPLAIN SELECT /*+ STATE_TTL('l' = '2 h') */ k, v FROM l WHERE k IN (SELECT /*+ STATE_TTL('r' = '1 h') */ k FROM r);
EXPLAIN SELECT k, v FROM l WHERE EXISTS (SELECT /*+ STATE_TTL('r' = '1 h') */ 1 FROM r WHERE r.k = l.k AND r.ts BETWEEN l.ts - INTERVAL '1' MINUTE AND l.ts + INTERVAL '1' MINUTE);
