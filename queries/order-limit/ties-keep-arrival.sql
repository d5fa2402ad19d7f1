-- description: Rows that are equal for ORDER BY stay in order of arrival; a further key, an alias, a position or an expression sorts too.
-- input t: inline
--   {"k":"b","v":1}
--   {"k":"a","v":2}
--   {"k":"c","v":1}
--   {"k":"a","v":1}
CREATE TABLE t (k STRING, v INT);
SELECT k, v FROM t ORDER BY v;
SELECT k AS name, v FROM t ORDER BY name DESC, 2;
SELECT k FROM t ORDER BY -v, k;
