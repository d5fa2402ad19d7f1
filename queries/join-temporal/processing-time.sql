-- description: As of processing time a row meets the row of its key that is there when it comes; NULL keys have none
-- input o: inline
--   {"id":1,"cur":"EUR"}
--   {"id":2,"cur":"USD"}
--   {"id":3}
--   {"id":4,"cur":"GBP"}
-- input a: inline
--   {"cur":"EUR","rate":1.0}
--   {"cur":"USD","rate":0.9}
--   {"cur":"EUR","rate":1.1}
-- input b: inline upsert
--   +I ["EUR",1.0]
--   +I ["USD",0.9]
--   +U ["EUR",1.1]
--   -D ["USD",0.9]
CREATE TABLE a (cur STRING, rate DOUBLE, PRIMARY KEY (cur) NOT ENFORCED);
CREATE TABLE b (cur STRING, rate DOUBLE, PRIMARY KEY (cur) NOT ENFORCED);
CREATE TABLE o (id INT, cur STRING, proctime AS PROCTIME());
-- Of two tables the one that is first by name is read first.
SELECT o.id, a.rate FROM o JOIN a FOR SYSTEM_TIME AS OF o.proctime ON o.cur = a.cur;

SELECT o.id, a.rate FROM o LEFT JOIN a FOR SYSTEM_TIME AS OF o.proctime ON o.cur = a.cur AND a.rate > 1;

SELECT o.id, b.rate FROM (SELECT id, cur, PROCTIME() AS pt FROM o) AS o LEFT JOIN b FOR SYSTEM_TIME AS OF o.pt ON o.cur = b.cur;

EXPLAIN SELECT o.id, b.rate FROM o LEFT JOIN b FOR SYSTEM_TIME AS OF o.proctime ON o.cur = b.cur;
