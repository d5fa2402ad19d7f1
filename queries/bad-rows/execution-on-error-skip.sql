-- description: 'execution.on-error' = 'skip' drops rows for which an expression fails and counts them as bad.
-- settings: execution.on-error=skip
-- input t: inline
--   {"a":10,"b":2}
--   {"a":10,"b":0}
--   {"a":9,"b":3}
CREATE TABLE t (a INT, b INT);
SELECT a / b AS q FROM t;
SELECT SUM(a / b) AS s FROM t;
