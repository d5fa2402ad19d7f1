-- description: A key that a cast keeps apart (INT into BIGINT, INT into text) still tells the rows of a query apart; one that may be cut does not.
-- input t: inline
--   {"k":1,"v":2}
--   {"k":2,"v":3}
--   {"k":1,"v":4}
CREATE TABLE t (k INT, v INT);
CREATE TABLE wide (k BIGINT, s INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect');
CREATE TABLE texts (k STRING, s INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect');
INSERT INTO wide SELECT k, SUM(v) FROM t GROUP BY k;
INSERT INTO texts SELECT CAST(k AS STRING), SUM(v) FROM t GROUP BY k;
