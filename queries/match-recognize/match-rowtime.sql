-- description: MATCH_ROWTIME() is a time attribute: matches in windows.
-- input t: inline
--   {"v":1,"ts":"2024-01-01 00:00:01"}
--   {"v":2,"ts":"2024-01-01 00:00:02"}
--   {"v":1,"ts":"2024-01-01 00:00:04"}
--   {"v":2,"ts":"2024-01-01 00:00:06"}
--   {"v":1,"ts":"2024-01-01 00:00:07"}
--   {"v":2,"ts":"2024-01-01 00:00:08"}
--   {"v":0,"ts":"2024-01-01 00:00:20"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE VIEW m AS SELECT rt FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_ROWTIME() AS rt AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS A.v = 1, B AS B.v = 2);
SELECT window_start, COUNT(*) AS c FROM TUMBLE(TABLE m, DESCRIPTOR(rt), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
