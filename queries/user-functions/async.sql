-- description: Async functions keep the order of rows, in SELECT and WHERE, nested, of equal arguments and of NULL
-- input t: inline
--   {"id":1,"n":4}
--   {"id":2,"n":6}
--   {"id":3}
--   {"id":2,"n":12}
--   {"id":9,"n":8}
CREATE FUNCTION fetch_name AS 'functions.mjs#fetchName' LANGUAGE JAVASCRIPT;
CREATE FUNCTION fetch_half AS 'functions.mjs#fetchHalf' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);

SELECT id, fetch_name(id) AS name, UPPER(fetch_name(n)) || '!' AS other FROM t;

SELECT id, n, fetch_half(fetch_half(n) * 2) AS h FROM t WHERE fetch_half(COALESCE(n, 100)) < 10 AND n > 4;

SELECT fetch_name(id) AS name, COUNT(*) AS c, SUM(n) AS s FROM t GROUP BY fetch_name(id);

EXPLAIN SELECT id, fetch_half(n) + 1 AS h FROM t WHERE id > 1;
