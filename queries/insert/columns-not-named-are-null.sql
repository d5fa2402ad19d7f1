-- description: INSERT with a column list fills the columns it names; the others are NULL.
-- input t: inline
--   {"a":1,"b":"x"}
CREATE TABLE t (a INT, b STRING);
CREATE TABLE s (p STRING, q INT, r DOUBLE);
INSERT INTO s (q, p) SELECT a, b FROM t;
