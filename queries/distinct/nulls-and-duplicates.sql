-- description: DISTINCT keeps the first of equal rows, and NULLs are equal.
-- batch-rows: 2
-- input t: inline
--   {"a":1,"b":null}
--   {"a":1,"b":null}
--   {"a":null,"b":null}
--   {"a":1,"b":"x"}
--   {"a":null,"b":null}
CREATE TABLE t (a INT, b STRING);
SELECT DISTINCT a, b FROM t;
SELECT DISTINCT b FROM t;
