-- description: Integer division by zero is an error that names the place and the row.
-- input t: inline
--   {"a":1,"b":1}
--   {"a":2,"b":0}
-- expect error
CREATE TABLE t (a INT, b INT);
SELECT a / b AS q FROM t;
