-- description: A global aggregate over an empty input is one row: COUNT 0, the others NULL; a grouped one is no row.
-- input t: inline
CREATE TABLE t (k STRING, v INT);
SELECT COUNT(*) AS n, COUNT(v) AS c, SUM(v) AS s, AVG(v) AS a, MIN(v) AS lo, COUNT(DISTINCT v) AS d, LISTAGG(k) AS l FROM t;
SELECT k, COUNT(*) AS n FROM t GROUP BY k;
