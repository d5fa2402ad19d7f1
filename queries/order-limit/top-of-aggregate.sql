-- description: ORDER BY with LIMIT over an aggregate gives the greatest groups at the end of the input.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":5}
--   {"k":"c","v":3}
--   {"k":"a","v":7}
CREATE TABLE t (k STRING, v INT);
SELECT k, SUM(v) AS s FROM t GROUP BY k ORDER BY s DESC LIMIT 2;
