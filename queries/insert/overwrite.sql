-- description: INSERT OVERWRITE is refused with a way out.
-- expect error
CREATE TABLE t (x INT) WITH ('connector' = 'datagen');
CREATE TABLE o (x INT) WITH ('connector' = 'blackhole');
INSERT OVERWRITE o SELECT x FROM t;
