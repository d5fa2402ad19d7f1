-- description: 'csv.null-literal' names the text that means NULL, in every column.
-- input t: inline csv
--   1,NA
--   NA,NAIROBI
CREATE TABLE t (a INT, b STRING) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'csv.null-literal' = 'NA');
SELECT a, b, b IS NULL AS b_is_null FROM t;
