-- description: A table that a query names twice is read twice, and its account says so.
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
SELECT v FROM t WHERE v = 1 UNION ALL SELECT v FROM t WHERE v = 2;
