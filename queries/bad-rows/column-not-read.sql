-- description: A row is bad by the columns that the query reads: a wrong value in another column does not matter.
-- input t: inline
--   {"a":1,"b":"one"}
--   {"a":2,"b":2}
CREATE TABLE t (a INT, b INT) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json', 'on-error' = 'skip');
SELECT a FROM t;
SELECT a, b FROM t;
