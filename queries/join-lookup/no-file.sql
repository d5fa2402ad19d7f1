-- description: A file to look rows up in that is not there
-- expect error
-- input o: inline
--   {"id":1}
CREATE TABLE o (id INT, proctime AS PROCTIME());
CREATE TABLE customers (id INT, name STRING) WITH ('connector' = 'sqlite', 'path' = 'nowhere.db');
SELECT c.name FROM o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.id = c.id;
