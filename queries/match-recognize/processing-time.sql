-- description: By processing time rows are matched as they come, with the batch that brings them; WITHIN counts by the time of the batch.
-- batch-rows: 1
-- tick: 1 min
-- input t: inline
--   {"k":"a","v":5}
--   {"k":"b","v":1}
--   {"k":"a","v":3}
--   {"k":"b","v":2}
--   {"k":"a","v":9}
--   {"k":"b","v":3}
--   {"k":"a","v":1}
--   {"k":"a","v":2}
CREATE TABLE t (k STRING, v INT, pt AS PROCTIME());
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY pt MEASURES A.v AS a, LAST(D.v) AS d, U.v AS u AFTER MATCH SKIP PAST LAST ROW PATTERN (A D+ U) DEFINE D AS v < PREV(v), U AS v > PREV(v));
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY pt MEASURES FIRST(A.v) AS a, LAST(A.v) AS z AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS LAST(A.v, 1) IS NULL OR v < LAST(A.v, 1), B AS v > LAST(A.v));
EXPLAIN SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY pt MEASURES A.v AS a, B.v AS b AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) WITHIN INTERVAL '5' MINUTE DEFINE B AS v > A.v);
