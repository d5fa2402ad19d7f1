-- description: * gives all columns in their order, t.* those of t; they may stand beside expressions.
-- input t: inline
--   {"a":1,"b":"x"}
CREATE TABLE t (a INT, b STRING, c AS a + 1);
SELECT * FROM t;
SELECT t.*, a * 2 AS twice FROM t;
SELECT u.b FROM t AS u;
