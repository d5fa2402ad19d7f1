-- description: Comparing a TIMESTAMP with a TIMESTAMP_LTZ needs a CAST.
-- expect error
CREATE TABLE t (a TIMESTAMP(3), b TIMESTAMP_LTZ(3)) WITH ('connector' = 'datagen');
SELECT a FROM t WHERE a < b;
