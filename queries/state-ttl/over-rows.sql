-- description: Rows that frames of a number of rows look back at expire with their key, that of no row in time; a row that waits for one ahead holds its key.
-- batch-rows: 1
-- input t: inline append
--   +I ["a",1,"2024-01-01 00:00:01"]
--   +I ["b",2,"2024-01-01 00:00:02"]
--   @ 30 min
--   +I ["a",4,"2024-01-01 00:00:03"]
--   @ 80 min
--   +I ["b",8,"2024-01-01 00:00:04"]
--   +I ["a",16,"2024-01-01 00:00:05"]
--   @ 3 h
--   +I ["a",32,"2024-01-01 00:00:06"]
--   +I ["b",64,"2024-01-01 00:00:07"]
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM t;
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, COUNT(*) OVER (PARTITION BY k ORDER BY ts RANGE BETWEEN INTERVAL '2' SECOND PRECEDING AND CURRENT ROW) AS n FROM t;
EXPLAIN SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM t;
