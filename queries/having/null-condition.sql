-- description: A HAVING that is NULL drops the group as FALSE does.
-- input t: inline
--   {"k":"a","v":null}
--   {"k":"b","v":1}
CREATE TABLE t (k STRING, v INT);
SELECT k, COUNT(*) AS n FROM t GROUP BY k HAVING SUM(v) > 0;
SELECT k, COUNT(*) AS n FROM t GROUP BY k HAVING NOT SUM(v) > 0;
