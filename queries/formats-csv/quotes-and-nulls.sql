-- description: A quoted field may hold delimiters, quotes and line ends; an empty field is NULL for a number and the empty text for a STRING.
-- input t: inline csv
--   1,"a,b",2.5
--   2,"say ""hi""",
--   ,plain,-1e3
--   4,,0
CREATE TABLE t (a INT, b STRING, c DOUBLE);
SELECT a, b, b IS NULL AS b_is_null, c FROM t;
