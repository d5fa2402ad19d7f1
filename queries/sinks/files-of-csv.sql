-- description: A CSV sink quotes texts that need it and writes NULL as an empty field.
-- input t: inline
--   {"a":1,"b":"plain"}
--   {"a":2,"b":"comma, quote \" and more"}
--   {"a":null,"b":null}
CREATE TABLE t (a INT, b STRING);
CREATE TABLE s (a INT, b STRING) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'csv');
INSERT INTO s SELECT * FROM t;
