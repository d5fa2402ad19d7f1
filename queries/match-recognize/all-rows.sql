-- description: ALL ROWS PER MATCH gives each row of a match with what is known up to it; CLASSIFIER and MATCH_NUMBER; alternation and SUBSET.
-- input t: inline
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2024-01-01 00:00:02"}
--   {"k":"b","v":2,"ts":"2024-01-01 00:00:02"}
--   {"k":"a","v":5,"ts":"2024-01-01 00:00:03"}
--   {"k":"b","v":5,"ts":"2024-01-01 00:00:03"}
--   {"k":"a","v":7,"ts":"2024-01-01 00:00:04"}
--   {"k":"a","v":2,"ts":"2024-01-01 00:00:05"}
--   {"k":"a","v":6,"ts":"2024-01-01 00:00:06"}
--   {"k":null,"v":1,"ts":"2024-01-01 00:00:06"}
--   {"k":null,"v":9,"ts":"2024-01-01 00:00:07"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES MATCH_NUMBER() AS m, CLASSIFIER() AS c, SUM(u.v) AS s, C.v AS last ALL ROWS PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN ((A | B)+ C) SUBSET u = (A, B) DEFINE A AS v = 1, B AS v = 2, C AS v > 4) AS x;
