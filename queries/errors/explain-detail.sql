-- description: A detail that EXPLAIN does not have is named, not passed over.
-- expect error
CREATE TABLE t (v INT) WITH ('connector' = 'datagen');
EXPLAIN CHANGELOG_MODE, VERBSE, WATERMARK SELECT v FROM t;
