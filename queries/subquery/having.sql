-- description: A subquery in HAVING is joined to the groups.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:10"}
--   {"k":"b","v":2,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:30"}
--   {"k":null,"v":4,"ts":"2026-01-01 00:00:31"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:11"}
--   {"k":"c","v":6,"ts":"2026-01-01 00:01:00"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","w":11,"ts":"2026-01-01 00:00:15"}
--   {"k":"b","w":12,"ts":"2026-01-01 00:00:18"}
--   {"k":"a","w":13,"ts":"2026-01-01 00:00:33"}
--   {"k":"a","w":14,"ts":"2026-01-01 00:00:09"}
--   {"k":null,"w":15,"ts":"2026-01-01 00:00:40"}
--   {"k":"d","w":16,"ts":"2026-01-01 00:01:05"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT k, COUNT(*) AS n FROM l GROUP BY k HAVING COUNT(*) > (SELECT MIN(w) - 9 FROM r);
