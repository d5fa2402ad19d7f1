-- description: A row that is taken back takes with it what was found for it, also over an updating aggregate on both ends
-- input o: inline retract
--   +I [1,10]
--   +I [2,10]
--   +I [3,20]
--   -U [1,10]
--   +U [1,20]
--   -D [2,10]
--   +I [4,99]
--   -D [3,20]
CREATE TABLE o (id INT, customer INT);
CREATE TABLE customers (id INT, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 'dim.db');
INSERT INTO customers VALUES (10, 'ada'), (20, 'bob');

SELECT o.id, c.name FROM (SELECT id, customer, PROCTIME() AS proctime FROM o) AS o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;

SELECT o.id, c.name FROM (SELECT id, customer, PROCTIME() AS proctime FROM o) AS o LEFT JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;

SELECT name, n FROM (SELECT customer, COUNT(*) AS n, PROCTIME() AS proctime FROM o GROUP BY customer) AS o
LEFT JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;

EXPLAIN CHANGELOG_MODE SELECT name, n FROM (SELECT customer, COUNT(*) AS n, PROCTIME() AS proctime FROM o GROUP BY customer) AS o
JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;
