-- description: What changes by batch is kept with rows that may be taken back: RAND, UUID and CURRENT_TIMESTAMP are retracted as they were given
-- input t: inline retract
--   +I [1,4]
--   +I [2,6]
--   -U [1,4]
--   +U [1,8]
--   -D [2,6]
--   -U [1,8]
--   +U [1,9]
CREATE TABLE t (id INT, n INT);

SELECT id, n, r >= 0 AS r, CHAR_LENGTH(u) AS u, at IS NOT NULL AS at
FROM (SELECT id, n, RAND() AS r, UUID() AS u, CURRENT_TIMESTAMP AS at FROM t);

SELECT COUNT(*) AS n, COUNT(DISTINCT r) AS r, COUNT(DISTINCT u) AS u, SUM(r) = MIN(r) AS s FROM (SELECT RAND() AS r, UUID() AS u FROM t);

SELECT id, c FROM (SELECT id, COUNT(*) AS c FROM t WHERE n > RAND() GROUP BY id) WHERE c + RAND() > 0;

EXPLAIN SELECT id, n + RAND() AS x, CURRENT_TIMESTAMP AS at FROM t WHERE n > 1;
