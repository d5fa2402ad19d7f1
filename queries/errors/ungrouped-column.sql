-- description: A column that is neither a group key nor inside an aggregate is an error with ways out.
-- expect error
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'datagen');
SELECT k, v, COUNT(*) AS n FROM t GROUP BY k;
