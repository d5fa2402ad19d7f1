-- description: LIMIT without ORDER BY takes the first rows by arrival, and OFFSET skips the first of them.
-- accounts: vary
-- input t: inline
--   {"v":5}
--   {"v":3}
--   {"v":4}
--   {"v":1}
CREATE TABLE t (v INT);
SELECT v FROM t LIMIT 2;
SELECT v FROM t LIMIT 2 OFFSET 1;
SELECT v FROM t FETCH FIRST 1 ROW ONLY;
SELECT v FROM t LIMIT 0;
SELECT v FROM t OFFSET 3;
