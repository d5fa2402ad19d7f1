-- description: A match that would begin again at its own first row is an error when it is met.
-- expect error
-- input t: inline
--   {"v":1,"ts":"2024-01-01 00:00:01"}
--   {"v":2,"ts":"2024-01-01 00:00:02"}
--   {"v":0,"ts":"2024-01-01 00:00:09"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES B.v AS b AFTER MATCH SKIP TO LAST A PATTERN (A+ B) DEFINE A AS v = 1, B AS v = 2);
