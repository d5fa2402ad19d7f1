-- description: An option that a connector needs is asked for by name.
-- expect error
CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'format' = 'json');
SELECT a FROM t;
