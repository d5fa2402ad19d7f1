-- description: Fields of a ROW, elements of an ARRAY (counted from 1) and values of a MAP are read; what is not there is NULL.
-- input t: inline
--   {"r":{"x":1,"y":{"z":"deep"}},"a":[10,null,30],"m":{"k":1.5}}
--   {"r":{"y":null},"a":[],"m":{}}
--   {"r":null,"a":null,"m":null}
CREATE TABLE t (r ROW<x INT, y ROW<z STRING>>, a ARRAY<INT>, m MAP<STRING, DOUBLE>);
SELECT t.r.x, t.r.y.z AS z, a[1] AS first_one, a[3] AS third, m['k'] AS k, CARDINALITY(a) AS n FROM t;
