-- description: Top-N and keep-last deduplication forget partitions that took no row for the TTL; so do OVER, keep-first and ORDER BY with LIMIT.
-- batch-rows: 1
-- input t: inline append
--   +I ["a",5,"2024-01-01 00:00:01"]
--   +I ["b",1,"2024-01-01 00:00:02"]
--   @ 30 min
--   +I ["a",7,"2024-01-01 00:00:03"]
--   @ 80 min
--   +I ["b",3,"2024-01-01 00:00:04"]
--   +I ["a",2,"2024-01-01 00:00:05"]
--   @ 3 h
--   +I ["a",1,"2024-01-01 00:00:06"]
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, v, n FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS n FROM t) WHERE n <= 2;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n = 1;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS n FROM t) WHERE n = 1;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY v) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts) AS s, LAG(v) OVER (PARTITION BY k ORDER BY ts) AS before FROM t;
SELECT k, v, RANK() OVER (PARTITION BY k ORDER BY ts) AS r FROM t;
SELECT k, v, n FROM (SELECT *, RANK() OVER (PARTITION BY k ORDER BY v) AS n FROM t) WHERE n <= 1;
EXPLAIN SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n = 1;
EXPLAIN SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts) AS s FROM t;
