-- description: As of processing time a row meets what a view holds when the batch of the row runs
-- modes: canonical
-- batch-rows: 3
-- input o: inline
--   {"id":1,"cur":"EUR"}
--   {"id":2,"cur":"USD"}
-- input a: inline
--   {"cur":"EUR","rate":1.0,"ts":"2020-01-01 00:00:00"}
--   {"cur":"USD","rate":0.9,"ts":"2020-01-01 00:00:01"}
--   {"cur":"EUR","rate":1.1,"ts":"2020-01-01 00:00:02"}
CREATE TABLE a (cur STRING, rate DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE o (id INT, cur STRING, proctime AS PROCTIME());
CREATE VIEW last AS SELECT cur, rate FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY cur ORDER BY ts DESC) AS rn FROM a) WHERE rn = 1;
CREATE VIEW counts AS SELECT cur, COUNT(*) AS n FROM a GROUP BY cur;
SELECT o.id, l.rate FROM o JOIN last FOR SYSTEM_TIME AS OF o.proctime AS l ON o.cur = l.cur;
SELECT o.id, c.n FROM o LEFT JOIN counts FOR SYSTEM_TIME AS OF o.proctime AS c ON o.cur = c.cur;
