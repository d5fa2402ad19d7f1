-- description: A sink with a primary key takes an updating result as the last row of each key.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":2}
--   {"k":"a","v":3}
CREATE TABLE t (k STRING, v INT);
CREATE TABLE s (k STRING, v INT, PRIMARY KEY (k) NOT ENFORCED);
INSERT INTO s SELECT k, SUM(v) FROM t GROUP BY k;
