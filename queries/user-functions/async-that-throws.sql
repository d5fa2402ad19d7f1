-- description: What an async function rejects with names function and row
-- expect error
-- settings: table.exec.async-scalar.retry-delay=1 ms
-- input t: inline
--   {"id":1,"n":4}
--   {"id":2,"n":5}
CREATE FUNCTION fetch_half AS 'functions.mjs#fetchHalf' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);
SELECT id, fetch_half(n) AS h FROM t;
