-- description: INSERT of too many or too few columns is an error that names them.
-- expect error
CREATE TABLE t (a INT, b INT) WITH ('connector' = 'datagen');
CREATE TABLE s (a INT, b INT, c INT) WITH ('connector' = 'blackhole');
INSERT INTO s SELECT a, b FROM t;
INSERT INTO s SELECT a, b, a, b FROM t;
INSERT INTO s (a, d) SELECT a, b FROM t;
