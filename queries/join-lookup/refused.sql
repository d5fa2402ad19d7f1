-- description: Lookups that cannot be: of a table read by itself, as of event time, without a key, as a full join
-- expect error
-- input o: inline
--   {"id":1,"customer":10,"ts":"2020-01-01 00:00:00"}
CREATE TABLE o (id INT, customer INT, ts TIMESTAMP(3), proctime AS PROCTIME(), WATERMARK FOR ts AS ts);
CREATE TABLE customers (id INT, name STRING, credit DOUBLE) WITH ('connector' = 'sqlite', 'path' = 'dim.db');
SELECT * FROM customers;
SELECT * FROM o JOIN customers FOR SYSTEM_TIME AS OF o.ts AS c ON o.customer = c.id;
SELECT * FROM o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer > c.id;
SELECT * FROM o JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.credit;
SELECT * FROM o FULL JOIN customers FOR SYSTEM_TIME AS OF o.proctime AS c ON o.customer = c.id;
