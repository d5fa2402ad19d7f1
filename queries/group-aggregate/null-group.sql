-- description: NULL is one group, whatever the number of key columns.
-- input t: inline
--   {"a":null,"b":1}
--   {"a":"x","b":null}
--   {"a":null,"b":1}
--   {"a":null,"b":null}
--   {"a":null,"b":null}
CREATE TABLE t (a STRING, b INT);
SELECT a, COUNT(*) AS n FROM t GROUP BY a;
SELECT a, b, COUNT(*) AS n FROM t GROUP BY a, b;
