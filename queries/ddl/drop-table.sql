-- description: A dropped table is gone for the statements after it; DROP TABLE IF EXISTS of a table that is not there does nothing.
-- expect error
CREATE TABLE t (a INT) WITH ('connector' = 'datagen');
DROP TABLE t;
DROP TABLE IF EXISTS t;
SELECT a FROM t;
