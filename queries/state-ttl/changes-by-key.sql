-- description: The rows that a normalizer and a materializer keep of each key are forgotten after the TTL: the next row of the key is its first.
-- batch-rows: 1
-- input t: inline upsert
--   +I ["a",1,"x"]
--   +I ["b",2,"y"]
--   @ 50 min
--   +U ["a",1,"x"]
--   @ 100 min
--   +U ["a",5,"x"]
--   +U ["b",6,"y"]
--   @ 101 min
--   -D ["b",6,"y"]
--   -D ["c",0,"z"]
CREATE TABLE t (k STRING, v INT, g STRING, PRIMARY KEY (k) NOT ENFORCED);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, v FROM t;
SELECT g, SUM(v) AS s FROM t GROUP BY g;
CREATE TABLE by_group (g STRING, v INT, PRIMARY KEY (g) NOT ENFORCED) WITH ('connector' = 'collect');
INSERT INTO by_group SELECT g, v FROM t ON CONFLICT DO DEDUPLICATE;
