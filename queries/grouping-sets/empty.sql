-- description: The set without keys is the aggregate over everything: over nothing it has a row, as GROUP BY () has; the others have none. It comes back when all rows are taken away.
-- input t: inline
-- input u: inline retract
--   +I ["x",1]
--   +I ["y",2]
--   -D ["x",1]
--   -D ["y",2]
CREATE TABLE t (a STRING, v INT);
CREATE TABLE u (a STRING, v INT);
SELECT a, GROUPING(a) AS g, COUNT(*) AS n, SUM(v) AS s FROM t GROUP BY ROLLUP (a);
SELECT COUNT(*) AS n FROM t GROUP BY ();
SELECT a, COUNT(*) AS n FROM u GROUP BY GROUPING SETS ((a), ());
SELECT a FROM t GROUP BY ROLLUP (a);
SELECT a, COUNT(*) AS n FROM t GROUP BY CUBE (a) HAVING COUNT(*) > 0;
