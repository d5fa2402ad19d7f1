-- description: LATERAL may compare the one row of an aggregate without GROUP BY with the outer row
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":3}
--   {"k":"b","v":2}
CREATE TABLE t (k STRING, v INT);
SELECT l.k, l.v, q.n FROM t AS l CROSS JOIN LATERAL (SELECT r.n FROM (SELECT MAX(v) AS m, COUNT(*) AS n FROM t) AS r WHERE r.m = l.v) AS q;
SELECT l.k, l.v, q.n FROM t AS l LEFT JOIN LATERAL (SELECT r.n FROM (SELECT MAX(v) AS m, COUNT(*) AS n FROM t) AS r WHERE r.m = l.v) AS q ON TRUE;
