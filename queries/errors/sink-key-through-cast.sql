-- description: A cast that may make one key of two leaves nothing that tells rows apart.
-- expect error
-- input t: inline
--   {"k":1.5,"v":2}
CREATE TABLE t (k DOUBLE, v INT);
CREATE TABLE ints (k INT, s INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect');
INSERT INTO ints SELECT CAST(k AS INT), SUM(v) FROM t GROUP BY k;
