-- description: A CAST that fails is an error that names the row and the value.
-- expect error
-- input t: inline
--   {"s":"1"}
--   {"s":"one"}
CREATE TABLE t (s STRING);
SELECT CAST(s AS INT) AS i FROM t;
