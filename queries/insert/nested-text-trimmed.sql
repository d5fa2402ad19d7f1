-- description: under 'TRIM_PAD' the texts inside of a ROW are cut; those in collections are not, which is refused where it is asked for.
-- settings: table.exec.sink.type-length-enforcer=TRIM_PAD
-- settings: table.exec.sink.nested-constraint-enforcer=ROWS
-- input t: inline
--   {"r":{"a":"ab","b":"abc","c":{"d":"wxyz"}}}
--   {"r":null}
CREATE TABLE t (r ROW<a STRING, b STRING, c ROW<d STRING>>);
CREATE TABLE s (r ROW<a VARCHAR(2), b VARCHAR(2), c ROW<d VARCHAR(3)>>);
INSERT INTO s SELECT * FROM t;
