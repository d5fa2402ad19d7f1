-- description: 'csv.header' = 'true' skips the first line after comparing its names with the columns.
-- input t: inline csv
--   name,value
--   a,1
CREATE TABLE t (name STRING, `value` INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'csv.header' = 'true');
SELECT * FROM t;
