-- description: STDDEV and VAR of integers are DOUBLEs; the sample forms of one value are NULL, the population forms 0.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"a","v":2}
--   {"k":"a","v":2}
--   {"k":"b","v":7}
CREATE TABLE t (k STRING, v INT);
SELECT k, VAR_POP(v) AS vp, VAR_SAMP(v) AS vs, STDDEV_POP(v) AS sp, MEDIAN(v) AS m FROM t GROUP BY k;
