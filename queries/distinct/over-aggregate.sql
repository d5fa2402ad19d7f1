-- description: DISTINCT over an updating aggregate follows it: a value goes when no group has it any more.
-- batch-rows: 1
-- input t: inline
--   {"k":"a"}
--   {"k":"b"}
--   {"k":"a"}
--   {"k":"b"}
CREATE TABLE t (k STRING);
SELECT DISTINCT n FROM (SELECT k, COUNT(*) AS n FROM t GROUP BY k);
