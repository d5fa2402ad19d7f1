-- description: An async function is not asked for some rows only
-- expect error
-- input t: inline
--   {"id":1,"n":4}
CREATE FUNCTION fetch_half AS 'functions.mjs#fetchHalf' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);
SELECT CASE WHEN n > 1 THEN fetch_half(n) ELSE 0 END AS h FROM t;
SELECT id FROM t WHERE n > 1 OR fetch_half(n) > 1;
