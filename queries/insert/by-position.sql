-- description: INSERT assigns by position, not by name.
-- input t: inline
--   {"a":1,"b":2}
CREATE TABLE t (a INT, b INT);
CREATE TABLE s (b INT, a INT);
INSERT INTO s SELECT a, b FROM t;
