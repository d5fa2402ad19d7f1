-- description: A header whose names are not those of the columns is an error.
-- expect error
-- input t: inline csv
--   value,name
--   1,a
CREATE TABLE t (name STRING, `value` INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'csv.header' = 'true');
SELECT * FROM t;
