-- description: NULL is the smallest value: first when ascending, last when descending, unless NULLS FIRST or LAST says otherwise.
-- input t: inline
--   {"v":2}
--   {"v":null}
--   {"v":1}
CREATE TABLE t (v INT);
SELECT v FROM t ORDER BY v;
SELECT v FROM t ORDER BY v DESC;
SELECT v FROM t ORDER BY v NULLS LAST;
SELECT v FROM t ORDER BY v DESC NULLS FIRST;
