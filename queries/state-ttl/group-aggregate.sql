-- description: Groups that no row has reached for 'table.exec.state.ttl' are forgotten: the next row of the key is its first (+I). A row of the key in time keeps it.
-- batch-rows: 1
-- input t: inline append
--   +I ["a",1]
--   +I ["b",2]
--   @ 30 min
--   +I ["a",10]
--   @ 70 min
--   +I ["a",100]
--   +I ["b",200]
--   @ 3 h
--   +I ["a",1000]
CREATE TABLE t (k STRING, v INT);
SET 'table.exec.state.ttl' = '1 h';
SELECT k, COUNT(*) AS n, SUM(v) AS s FROM t GROUP BY k;
SELECT DISTINCT k FROM t;
SELECT COUNT(*) AS n FROM t;
EXPLAIN SELECT k, COUNT(*) AS n, SUM(v) AS s FROM t GROUP BY k;
RESET 'table.exec.state.ttl';
SELECT /*+ STATE_TTL('t' = '1 h') */ k, SUM(v) AS s FROM t GROUP BY k;
SELECT /*+ STATE_TTL('x' = '1 h') */ k, SUM(v) AS s FROM t AS x GROUP BY k;
SET 'table.exec.state.ttl' = '1 h';
SELECT /*+ STATE_TTL('t' = '0 s') */ k, SUM(v) AS s FROM t GROUP BY k;
