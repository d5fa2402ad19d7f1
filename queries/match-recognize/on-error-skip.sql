-- description: With 'execution.on-error' = 'skip' a row that a condition cannot judge counts as bad and is no row of its partition, for PREV neither; a row whose measures cannot be computed does not come out.
-- settings: execution.on-error=skip
-- input t: inline
--   {"k":"a","v":5,"w":1,"ts":"2024-01-01 00:00:01"}
--   {"k":"b","v":1,"w":1,"ts":"2024-01-01 00:00:01"}
--   {"k":"a","v":4,"w":0,"ts":"2024-01-01 00:00:02"}
--   {"k":"a","v":3,"w":1,"ts":"2024-01-01 00:00:03"}
--   {"k":"b","v":0,"w":0,"ts":"2024-01-01 00:00:03"}
--   {"k":"a","v":9,"w":1,"ts":"2024-01-01 00:00:04"}
--   {"k":"b","v":7,"w":1,"ts":"2024-01-01 00:00:05"}
--   {"k":"b","v":0,"w":0,"ts":"2024-01-01 00:00:06"}
--   {"k":"a","v":0,"w":1,"ts":"2024-01-01 00:00:07"}
--   {"k":"a","v":6,"w":1,"ts":"2024-01-01 00:00:08"}
CREATE TABLE t (k STRING, v INT, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.v AS a, COUNT(D.v) AS n, U.v AS u AFTER MATCH SKIP PAST LAST ROW PATTERN (A D* U) DEFINE D AS v / w < PREV(v), U AS v / w > PREV(v));
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.v AS a, B.v AS b, B.v - A.v AS d AFTER MATCH SKIP TO NEXT ROW PATTERN (A B) DEFINE A AS 10 / w > 0, B AS 10 / w > 0);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.v AS a, 10 / B.v AS q AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS v > 0);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.v AS a, SUM(10 / B.v) AS q AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS v > 0);
