-- description: A global aggregate says so when WHERE lets nothing through.
-- input t: inline
--   {"v":1}
CREATE TABLE t (v INT);
SELECT COUNT(*) AS n, MAX(v) AS m FROM t WHERE v > 1;
