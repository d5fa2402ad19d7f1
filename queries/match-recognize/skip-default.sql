-- description: Without AFTER MATCH the next match is looked for from the next row on, and a warning says so; no partition, ties in order of arrival.
-- input t: inline
--   {"v":2,"ts":"2024-01-01 00:00:01"}
--   {"v":1,"ts":"2024-01-01 00:00:01"}
--   {"v":1,"ts":"2024-01-01 00:00:01"}
--   {"v":2,"ts":"2024-01-01 00:00:02"}
--   {"v":0,"ts":"2024-01-01 00:00:09"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(A.v) AS a, COUNT(*) AS n, B.ts AS e PATTERN (A+ B) DEFINE A AS A.v = 1, B AS B.v = 2);
