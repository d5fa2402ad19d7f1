-- description: A SUM of DECIMAL has 38 digits and the scale of its column; AVG is exact to at least six places; cents add up.
-- input t: inline
--   {"v":0.1}
--   {"v":0.2}
--   {"v":99999999.99}
--   {"v":null}
CREATE TABLE t (v DECIMAL(10, 2));
SELECT SUM(v) AS s, AVG(v) AS a, MIN(v) AS lo, MAX(v) AS hi, COUNT(v) AS n FROM t;
