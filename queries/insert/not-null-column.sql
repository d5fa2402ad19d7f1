-- description: A NULL for a NOT NULL column of a sink is an error that names the column.
-- expect error
-- input t: inline
--   {"a":1}
--   {"a":null}
CREATE TABLE t (a INT);
CREATE TABLE s (a INT NOT NULL);
INSERT INTO s SELECT a FROM t;
