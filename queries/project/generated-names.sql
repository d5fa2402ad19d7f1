-- description: An expression without alias gets a generated name, a column keeps its own.
-- input t: inline
--   {"a":1}
CREATE TABLE t (a INT);
SELECT a, a + 1, 'x', t.a AS b FROM t;
