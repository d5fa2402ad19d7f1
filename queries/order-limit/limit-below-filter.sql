-- description: A LIMIT in a derived table is taken before the WHERE outside.
-- accounts: vary
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":3}
CREATE TABLE t (v INT);
SELECT v FROM (SELECT v FROM t LIMIT 2) WHERE v > 1;
SELECT COUNT(*) AS n FROM (SELECT v FROM t LIMIT 2);
