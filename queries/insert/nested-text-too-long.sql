-- description: with 'ROWS' the texts inside of a ROW have to fit as those of a column do.
-- expect error
-- settings: table.exec.sink.nested-constraint-enforcer=ROWS
-- input t: inline
--   {"r":{"a":"ab","b":"ab"}}
--   {"r":{"a":"ab","b":"abc"}}
CREATE TABLE t (r ROW<a STRING, b STRING>);
CREATE TABLE s (r ROW<a VARCHAR(2), b VARCHAR(2)>);
INSERT INTO s SELECT * FROM t;
