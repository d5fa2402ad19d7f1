-- description: 'table.exec.sink.not-null-enforcer' = 'DROP' drops rows with a NULL for a NOT NULL column, and counts them.
-- settings: table.exec.sink.not-null-enforcer=DROP
-- input t: inline
--   {"a":1}
--   {"a":null}
CREATE TABLE t (a INT);
CREATE TABLE s (a INT NOT NULL);
INSERT INTO s SELECT a FROM t;
