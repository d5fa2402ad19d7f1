-- description: One run reports every syntax error of a file, each with its place.
-- expect error
SELECT a FORM t;
CREATE TABLE t (a INT,) WITH ('connector' = 'datagen');
SELECT 1 +;
SELECT COUNT(* FROM t;
