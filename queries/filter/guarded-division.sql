-- description: AND, OR, CASE and COALESCE evaluate later operands only where they are reached, so a guard protects a division.
-- input t: inline
--   {"a":10,"b":2}
--   {"a":10,"b":0}
--   {"a":null,"b":0}
CREATE TABLE t (a INT, b INT);
SELECT a, b FROM t WHERE b <> 0 AND a / b > 1;
SELECT a, b FROM t WHERE b = 0 OR a / b > 100;
SELECT CASE WHEN b = 0 THEN -1 ELSE a / b END AS q, COALESCE(a, 1 / b) AS c FROM t WHERE b <> 0 OR a IS NOT NULL;
