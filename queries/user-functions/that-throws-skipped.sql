-- description: With 'execution.on-error' = 'skip' a row on which a user function throws is counted and left out
-- input t: inline
--   {"id":1,"n":4}
--   {"id":2,"n":5}
--   {"id":3,"n":6}
SET 'execution.on-error' = 'skip';
CREATE FUNCTION half AS 'functions.mjs#half' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);
SELECT id, half(n) AS h FROM t;
