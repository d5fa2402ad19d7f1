-- description: An unknown option of a connector gets the nearest one.
-- expect error
CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'rows-per-secnd' = '5');
SELECT a FROM t;
