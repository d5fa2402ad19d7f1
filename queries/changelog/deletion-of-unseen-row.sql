-- description: Deleting a row that was never inserted is an error of the source, named at the operator.
-- expect error
-- input t: inline retract
--   +I ["a",1]
--   -D ["b",1]
CREATE TABLE t (k STRING, v INT);
SELECT k, COUNT(*) AS n FROM t GROUP BY k;
