-- description: GROUPING of what is no key, and where there are no groups; too many sets.
-- expect error
CREATE TABLE t (a STRING, b INT, v INT) WITH ('connector' = 'datagen');
SELECT a, GROUPING(b) FROM t GROUP BY ROLLUP (a);
SELECT a FROM t WHERE GROUPING(a) = 0;
SELECT COUNT(*) FROM t GROUP BY CUBE (a, b, v), CUBE (a, b, v), CUBE (a, b, v), CUBE (a, b, v), CUBE (a, b, v);
