-- description: Nested values pass through unchanged and are printed as JSON.
-- input t: inline
--   {"r":{"x":9007199254740993,"s":"q\"q"},"a":[{"b":true},{"b":null}],"m":{"k":[1,2]}}
CREATE TABLE t (r ROW<x BIGINT, s STRING>, a ARRAY<ROW<b BOOLEAN>>, m MAP<STRING, ARRAY<INT>>);
SELECT r, a, m FROM t;
