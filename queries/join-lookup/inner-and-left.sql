-- description: Each row meets the rows that a table of a SQLite file holds for its key; NULL keys have none, LEFT keeps rows that find nothing
-- input o: inline
--   {"id":1,"customer":10,"amount":5}
--   {"id":2,"customer":20,"amount":6}
--   {"id":3,"amount":7}
--   {"id":4,"customer":30,"amount":8}
--   {"id":5,"customer":10,"amount":50}
CREATE TABLE o (id INT, customer INT, amount INT, proctime AS PROCTIME());
CREATE TABLE customers (id BIGINT, name STRING, city STRING, since DATE, credit DECIMAL(10, 2), vip BOOLEAN, PRIMARY KEY (id) NOT ENFORCED)
  WITH ('connector' = 'sqlite', 'path' = 'dim.db');
CREATE TABLE notes (customer INT, note STRING, least INT) WITH ('connector' = 'sqlite', 'path' = 'dim.db', 'table-name' = 'all_notes');
INSERT INTO customers VALUES (10, 'ada', 'Paris', DATE '2020-02-29', 12.50, TRUE), (20, 'bob', CAST(NULL AS STRING), DATE '1969-12-31', -0.01, FALSE);
INSERT INTO notes VALUES (10, 'first', 1), (10, 'second', 40), (30, 'other', 9);

SELECT o.id, c.name, c.city, c.since, c.credit, c.vip
FROM o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;

SELECT o.id, name FROM o LEFT JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id AND c.city = 'Paris';

SELECT o.id, n.note FROM o LEFT JOIN notes FOR SYSTEM_TIME AS OF o.proctime AS n ON o.customer = n.customer AND o.amount >= n.least;

SELECT id, note, name
FROM o
JOIN notes FOR SYSTEM_TIME AS OF o.proctime AS n ON n.customer = o.customer + 0
LEFT JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c USING (id)
WHERE note <> 'other';

SELECT o.id, c.name FROM o JOIN customers /*+ OPTIONS('lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '1') */
  FOR SYSTEM_TIME AS OF PROCTIME() AS c ON c.id = o.customer AND c.id = 10;

EXPLAIN SELECT o.id, c.name FROM o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id AND c.city <> 'Rome' WHERE c.vip;
