-- description: AVG of integers is an integer, truncated towards zero; of a DOUBLE it is a DOUBLE.
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":-6}
--   {"v":-4}
CREATE TABLE t (v INT);
SELECT AVG(v) AS a, AVG(CAST(v AS DOUBLE)) AS d, AVG(-v) AS m FROM t;
