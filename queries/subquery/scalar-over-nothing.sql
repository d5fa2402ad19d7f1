-- description: What a correlated subquery makes of the aggregates of nothing is its value there, whichever aggregates they are.
-- input l: inline
--   {"k":"a"}
--   {"k":"b"}
-- input r: inline
--   {"k":"a","w":10}
--   {"k":"a","w":11}
CREATE TABLE l (k STRING);
CREATE TABLE r (k STRING, w INT);
SELECT k, (SELECT COALESCE(MAX(w), 0) FROM r WHERE r.k = l.k) AS m, (SELECT MAX(w) IS NULL FROM r WHERE r.k = l.k) AS e, (SELECT 'x' FROM (SELECT SUM(w) FROM r WHERE r.k = l.k)) AS x, (SELECT COUNT(*) FROM r WHERE r.k = l.k HAVING COUNT(*) < 2) AS n FROM l;
