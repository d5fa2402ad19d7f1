-- description: The errors of one statement are reported together.
-- expect error
CREATE TABLE t (a INT, b STRING) WITH ('connector' = 'datagen');
SELECT x, y, UPER(b) AS u, a + b AS s FROM t WHERE z > 1;
