-- description: Over nothing grouping sets give no row, not even for the empty set; GROUP BY () is the aggregate over everything and gives one.
-- input t: inline
CREATE TABLE t (a STRING, v INT);
SELECT a, COUNT(*) AS n FROM t GROUP BY ROLLUP (a);
SELECT COUNT(*) AS n FROM t GROUP BY ();
