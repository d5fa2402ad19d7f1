-- description: A group key may be an expression, which the SELECT may repeat, name or use inside another.
-- input t: inline
--   {"v":1}
--   {"v":4}
--   {"v":6}
CREATE TABLE t (v INT);
SELECT MOD(v, 2) AS parity, COUNT(*) AS n FROM t GROUP BY MOD(v, 2);
SELECT 10 * MOD(v, 2) AS tens, COUNT(*) AS n FROM t GROUP BY MOD(v, 2);
