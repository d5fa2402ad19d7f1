-- description: AFTER MATCH SKIP PAST LAST ROW: after a match the next one is looked for behind its last row; rows come out of order and one is late.
-- input t: inline
--   {"k":"a","v":10,"ts":"2024-01-01 00:00:01"}
--   {"k":"a","v":12,"ts":"2024-01-01 00:00:02"}
--   {"k":"b","v":20,"ts":"2024-01-01 00:00:02"}
--   {"k":"a","v":11,"ts":"2024-01-01 00:00:04"}
--   {"k":"a","v":15,"ts":"2024-01-01 00:00:03"}
--   {"k":"b","v":8,"ts":"2024-01-01 00:00:04"}
--   {"k":"a","v":9,"ts":"2024-01-01 00:00:05"}
--   {"k":"a","v":14,"ts":"2024-01-01 00:00:06"}
--   {"k":"b","v":30,"ts":"2024-01-01 00:00:06"}
--   {"k":"a","v":16,"ts":"2024-01-01 00:00:07"}
--   {"k":"a","v":99,"ts":"2024-01-01 00:00:02"}
--   {"k":"a","v":8,"ts":"2024-01-01 00:00:09"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES FIRST(UP.v) AS f, LAST(UP.v) AS l, DOWN.v AS d, COUNT(UP.v) AS n ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (UP+ DOWN) DEFINE UP AS v > 9, DOWN AS v <= 11) AS m;
