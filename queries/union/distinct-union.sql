-- description: UNION without ALL takes each row once, over both sides.
-- input t: inline
--   {"v":1}
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
SELECT v FROM t UNION SELECT v + 1 FROM t;
