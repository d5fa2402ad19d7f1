-- description: A FULL JOIN of results whose keys can be NULL shows the rows of both sides that found nothing
-- input l: inline
--   {"k":"a","v":1}
--   {"k":null,"v":2}
--   {"k":"b","v":3}
-- input r: inline
--   {"k":"a","v":10}
--   {"k":null,"v":20}
--   {"k":"c","v":30}
CREATE TABLE l (k STRING, v INT);
CREATE TABLE r (k STRING, v INT);
SELECT a.k, a.v, b.k AS k2, b.v AS v2 FROM (SELECT k, SUM(v) AS v FROM l GROUP BY k) AS a FULL JOIN (SELECT k, SUM(v) AS v FROM r GROUP BY k) AS b ON a.k = b.k;
SELECT a.v, b.v AS v2 FROM (SELECT SUM(v) AS v FROM l) AS a FULL JOIN (SELECT SUM(v) AS v FROM r) AS b ON a.v = b.v;
