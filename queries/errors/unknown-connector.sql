-- description: An unknown connector or format gets the list of those there are.
-- expect error
CREATE TABLE t (a INT) WITH ('connector' = 'filesystm', 'path' = 'x');
CREATE TABLE u (a INT) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'xml');
SELECT a FROM t;
SELECT a FROM u;
