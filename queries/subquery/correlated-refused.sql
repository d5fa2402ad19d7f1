-- description: What cannot be joined to the outer query is refused with the reason.
-- expect error
CREATE TABLE l (k STRING, v INT) WITH ('connector' = 'datagen');
CREATE TABLE r (k STRING, w INT) WITH ('connector' = 'datagen');
SELECT v, (SELECT w FROM r WHERE r.w > l.v ORDER BY w LIMIT 1) AS x FROM l;
SELECT v, (SELECT MAX(w) FROM (SELECT w FROM r WHERE r.k = l.k UNION ALL SELECT 7) AS q) AS x FROM l;
SELECT v FROM l WHERE EXISTS (SELECT 1 FROM r WHERE EXISTS (SELECT 1 FROM r AS s WHERE s.k = l.k AND s.w = r.w));
