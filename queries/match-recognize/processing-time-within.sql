-- description: WITHIN by processing time follows the times of batches, which depend on how rows are cut into batches.
-- modes: canonical
-- batch-rows: 1
-- tick: 1 min
-- input t: inline
--   {"v":5}
--   {"v":6}
--   {"v":1}
--   {"v":2}
--   {"v":3}
--   {"v":9}
CREATE TABLE t (v INT, pt AS PROCTIME());
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY pt MEASURES A.v AS a, COUNT(C.v) AS n, B.v AS b AFTER MATCH SKIP PAST LAST ROW PATTERN (A C* B) WITHIN INTERVAL '3' MINUTE DEFINE C AS v < 9, B AS v = 9);
