-- description: An INT sum beyond 32 bits is an error, not a wrapped number.
-- input t: inline
--   {"a":2147483646}
--   {"a":2147483647}
-- expect error
CREATE TABLE t (a INT);
SELECT a + 1 AS next FROM t;
