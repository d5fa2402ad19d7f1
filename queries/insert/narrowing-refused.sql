-- description: INSERT does not narrow by itself: a BIGINT into an INT column needs a CAST.
-- expect error
CREATE TABLE t (a BIGINT, b STRING) WITH ('connector' = 'datagen');
CREATE TABLE s (a INT, b INT) WITH ('connector' = 'blackhole');
INSERT INTO s SELECT a, b FROM t;
