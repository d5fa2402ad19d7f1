-- description: A CTE may be used several times, and by the CTEs after it.
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":3}
CREATE TABLE t (v INT);
WITH odd AS (SELECT v FROM t WHERE v % 2 = 1), double_odd (w) AS (SELECT 2 * v FROM odd)
SELECT v FROM odd UNION ALL SELECT w FROM double_odd;
