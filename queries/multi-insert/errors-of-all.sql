-- description: Every INSERT of a script that cannot be planned is reported at its own place.
-- expect error
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'datagen');
CREATE TABLE files (k STRING, v BIGINT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO files SELECT k, COUNT(*) FROM t GROUP BY k;
INSERT INTO files SELECT k, v FROM t;
INSERT INTO files SELECT DISTINCT k, COUNT(*) FROM t GROUP BY k;
