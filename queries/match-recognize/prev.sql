-- description: PREV asks for the row before in the partition, in the match or before it; FIRST and LAST may stand inside. Rows before a match are kept for it.
-- input t: inline
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:01"}
--   {"k":"b","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":6,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":8,"ts":"2026-01-01 00:00:04"}
--   {"k":"a","v":7,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","v":0,"ts":"2026-01-01 00:00:05"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:07"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:08"}
--   {"k":"b","v":9,"ts":"2026-01-01 00:00:09"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES up.v AS u, PREV(up.v) AS p, PREV(FIRST(up.v), 2) AS f, PREV(down.v + 1, 1) AS d, down.v AS e ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (up+ down) DEFINE up AS v > PREV(v), down AS v < PREV(v));
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.ts AS at, PREV(A.v, 2) AS p ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A) DEFINE A AS v > PREV(A.v, 2) OR PREV(v, 2) IS NULL);
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES PREV(v) AS p, CLASSIFIER() AS c ALL ROWS PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE B AS v < PREV(A.v, 0));
EXPLAIN SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES PREV(B.v) AS p AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) WITHIN INTERVAL '1' MINUTE DEFINE B AS v < PREV(v, 2));
