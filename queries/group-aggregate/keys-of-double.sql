-- description: As keys 0 and -0 are one value and NaN equals itself.
-- input t: inline
--   {"v":0.0}
--   {"v":-0.0}
--   {"v":"NaN"}
--   {"v":"NaN"}
--   {"v":1e0}
CREATE TABLE t (v DOUBLE);
SELECT v, COUNT(*) AS n FROM t GROUP BY v;
