-- description: IN with a NULL in the list is never FALSE: the row is kept when it matches and unknown otherwise, so NOT IN keeps nothing.
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":null}
CREATE TABLE t (v INT);
SELECT v FROM t WHERE v IN (1, NULL);
SELECT v FROM t WHERE v NOT IN (1, NULL);
SELECT v FROM t WHERE v NOT IN (1);
