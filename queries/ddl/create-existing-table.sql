-- description: CREATE TABLE of a name that is taken is an error.
-- expect error
CREATE TABLE t (a INT) WITH ('connector' = 'datagen');
CREATE TABLE T (b INT) WITH ('connector' = 'datagen');
