-- description: Greedy quantifiers take what they can and give back; reluctant ones take what they must; counted ones count.
-- input t: inline
--   {"v":1,"ts":"2024-01-01 00:00:01"}
--   {"v":1,"ts":"2024-01-01 00:00:02"}
--   {"v":1,"ts":"2024-01-01 00:00:03"}
--   {"v":2,"ts":"2024-01-01 00:00:04"}
--   {"v":3,"ts":"2024-01-01 00:00:05"}
--   {"v":1,"ts":"2024-01-01 00:00:06"}
--   {"v":3,"ts":"2024-01-01 00:00:07"}
--   {"v":0,"ts":"2024-01-01 00:00:09"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b, B.v AS last AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS v > 0, B AS v > 0) AS gives_back;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b, B.v AS last AFTER MATCH SKIP PAST LAST ROW PATTERN (A+? B) DEFINE A AS v > 0, B AS v > 1) AS shortest;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b, C.v AS c AFTER MATCH SKIP PAST LAST ROW PATTERN (A{2} B? C) DEFINE A AS v = 1, B AS v = 2, C AS v = 3) AS counted;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b, C.v AS c AFTER MATCH SKIP PAST LAST ROW PATTERN (A{1,2} B* C) DEFINE A AS v = 1, B AS v = 2, C AS v = 3) AS at_most_two;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b, C.v AS c AFTER MATCH SKIP PAST LAST ROW PATTERN ((A B?){2,} C) DEFINE A AS v = 1, B AS v = 2, C AS v = 3) AS grouped;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(A.v) AS a, COUNT(B.v) AS b AFTER MATCH SKIP PAST LAST ROW PATTERN (A B*?) DEFINE A AS v = 1) AS nothing_more;
