-- description: A record that cannot be decoded is an error that names file, line, column and value.
-- expect error
-- input t: inline
--   {"a":1}
--   {"a":"one"}
CREATE TABLE t (a INT);
SELECT a FROM t;
