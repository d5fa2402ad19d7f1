-- description: A sink that takes only insertions refuses an updating query, naming the operator, the reason and three ways out.
-- expect error
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'datagen');
CREATE TABLE s (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO s SELECT k, SUM(v) FROM t GROUP BY k;
