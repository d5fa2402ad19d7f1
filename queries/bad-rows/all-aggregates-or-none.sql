-- description: Under execution.on-error = skip a row that overflows one aggregate counts in none of them, and a group that only such rows wanted does not exist.
-- settings: execution.on-error=skip
-- input t: inline
--   {"k":"a","v":2147483647,"w":1}
--   {"k":"a","v":1,"w":10}
--   {"k":"a","v":-5,"w":100}
--   {"k":"b","v":2000000000,"w":1}
--   {"k":"b","v":2000000000,"w":1}
--   {"k":"b","v":2000000000,"w":1}
--   {"k":"b","v":7,"w":1}
CREATE TABLE t (k STRING, v INT, w INT);
SELECT k, COUNT(*) AS n, MAX(w) AS top, SUM(v) AS total, SUM(w) AS weight FROM t GROUP BY k;
