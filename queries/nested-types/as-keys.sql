-- description: Nested values can be group keys: equal by their contents.
-- input t: inline
--   {"a":[1,2],"v":1}
--   {"a":[1,2],"v":2}
--   {"a":[2,1],"v":4}
--   {"a":null,"v":8}
CREATE TABLE t (a ARRAY<INT>, v INT);
SELECT a, SUM(v) AS s FROM t GROUP BY a;
