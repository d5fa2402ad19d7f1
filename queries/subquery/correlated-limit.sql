-- description: The latest row, a rank and a first few of each outer row; an order without LIMIT says nothing.
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
SELECT v, (SELECT w FROM r WHERE r.k = l.k ORDER BY ts DESC LIMIT 1) AS latest FROM l;
SELECT v FROM l WHERE EXISTS (SELECT 1 FROM r WHERE r.k = l.k LIMIT 1);
SELECT v, x.w FROM l CROSS JOIN LATERAL (SELECT w FROM r WHERE r.k = l.k ORDER BY ts DESC LIMIT 2 OFFSET 1) AS x;
SELECT v, (SELECT SUM(n) FROM (SELECT ROW_NUMBER() OVER (ORDER BY w) AS n, w FROM r WHERE r.k = l.k) AS q WHERE q.w > 10) AS s FROM l;
