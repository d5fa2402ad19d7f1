-- description: SUM keeps the type of its INT column, and a sum beyond it is an error.
-- expect error
-- input t: inline
--   {"v":2147483647}
--   {"v":1}
CREATE TABLE t (v INT);
SELECT SUM(v) AS s FROM t;
