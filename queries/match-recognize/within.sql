-- description: A match spans less than WITHIN; the end of the interval decides what waits, and partial matches are let go.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2024-01-01 00:00:03.999"}
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:10"}
--   {"k":"a","v":2,"ts":"2024-01-01 00:00:13"}
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:20"}
--   {"k":"b","v":1,"ts":"2024-01-01 00:00:20.500"}
--   {"k":"a","v":2,"ts":"2024-01-01 00:00:22"}
--   {"k":"b","v":3,"ts":"2024-01-01 00:00:22"}
--   {"k":"c","v":0,"ts":"2024-01-01 00:00:23"}
--   {"k":"c","v":0,"ts":"2024-01-01 00:00:24"}
--   {"k":"b","v":2,"ts":"2024-01-01 00:00:40"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.ts AS s, B.ts AS e AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) WITHIN INTERVAL '3' SECOND DEFINE A AS v = 1, B AS v = 2) AS m;
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.ts AS s, COUNT(*) AS n AFTER MATCH SKIP PAST LAST ROW PATTERN (A B?) WITHIN INTERVAL '3' SECOND DEFINE A AS v = 1, B AS v > 1) AS optional_end;
