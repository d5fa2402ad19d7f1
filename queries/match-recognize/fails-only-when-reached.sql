-- description: A condition that fails is an error only for a row that the pattern gets to with it.
-- expect error
-- input t: inline
--   {"v":0,"ts":"2024-01-01 00:00:01"}
--   {"v":1,"ts":"2024-01-01 00:00:02"}
--   {"v":5,"ts":"2024-01-01 00:00:03"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.v AS a, B.v AS b AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS v = 1, B AS 10 / v = 2);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.v AS a AFTER MATCH SKIP PAST LAST ROW PATTERN (A) DEFINE A AS 10 / v = 2);
