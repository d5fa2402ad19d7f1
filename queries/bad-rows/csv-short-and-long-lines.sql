-- description: A CSV line with too few or too many fields is bad.
-- input t: inline csv
--   a,1
--   b
--   c,3,x
--   d,4
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'on-error' = 'skip');
SELECT k, v FROM t;
