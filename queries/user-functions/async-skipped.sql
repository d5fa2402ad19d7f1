-- description: Rows for which an async function rejects or takes too long are bad under 'execution.on-error' = 'skip'
-- settings: table.exec.async-scalar.retry-delay=1 ms
-- input t: inline
--   {"id":1,"n":4}
--   {"id":2,"n":5}
--   {"id":3,"n":6}
SET 'execution.on-error' = 'skip';
CREATE FUNCTION fetch_half AS 'functions.mjs#fetchHalf' LANGUAGE JAVASCRIPT;
CREATE FUNCTION fetch_never AS 'functions.mjs#fetchNever' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);
SELECT id, fetch_half(n) AS h FROM t;
SELECT id, fetch_never(n) AS h FROM t;
