-- description: A CTE hides a table of its name.
-- input t: inline
--   {"v":1}
CREATE TABLE t (v INT);
WITH t AS (SELECT 42 AS answer) SELECT answer FROM t;
