-- description: With 'table.exec.sink.type-length-enforcer' = 'TRIM_PAD' texts are cut to VARCHAR(n) and padded to CHAR(n), by code points.
-- settings: table.exec.sink.type-length-enforcer=TRIM_PAD
-- input t: inline
--   {"a":"abcd"}
--   {"a":"ä😀ß!"}
--   {"a":"x"}
CREATE TABLE t (a STRING);
CREATE TABLE s (a VARCHAR(3), b CHAR(3));
INSERT INTO s SELECT a, CAST(a AS CHAR(3)) FROM t;
