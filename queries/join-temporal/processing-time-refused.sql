-- description: As of processing time: a right side without a key, a key that is not compared, a left side that changes
-- expect error
-- input o: inline
--   {"id":1,"cur":"EUR"}
-- input a: inline
--   {"cur":"EUR","rate":1.0}
CREATE TABLE a (cur STRING, rate DOUBLE);
CREATE TABLE k (cur STRING, rate DOUBLE, PRIMARY KEY (cur) NOT ENFORCED) WITH ('connector' = 'rows');
CREATE TABLE o (id INT, cur STRING, proctime AS PROCTIME());
SELECT o.id FROM o JOIN a FOR SYSTEM_TIME AS OF o.proctime ON o.cur = a.cur;
SELECT o.id FROM o JOIN k FOR SYSTEM_TIME AS OF o.proctime ON o.id = k.rate;
SELECT o.n FROM (SELECT cur, COUNT(*) AS n, PROCTIME() AS pt FROM o GROUP BY cur) AS o JOIN k FOR SYSTEM_TIME AS OF o.pt ON o.cur = k.cur;
