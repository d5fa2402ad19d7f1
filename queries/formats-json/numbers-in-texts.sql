-- description: A number in quotes is read as a number, and a number for a STRING column as its text.
-- input t: inline
--   {"a":"12","b":"1.50","c":7}
--   {"a":13,"b":1.25,"c":"7"}
CREATE TABLE t (a INT, b DECIMAL(5, 2), c STRING);
SELECT a, b, c FROM t;
