-- description: MATCH_PROCTIME() is the time of the batch that a match comes out with, and a time attribute for a window above.
-- batch-rows: 2
-- settings: table.local-time-zone=UTC
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":1}
--   {"v":3}
--   {"v":1}
CREATE TABLE t (v INT, pt AS PROCTIME());
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY pt MEASURES A.v AS a, B.v AS b, MATCH_PROCTIME() AS at AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS v = 1);
CREATE VIEW m AS SELECT * FROM t MATCH_RECOGNIZE (ORDER BY pt MEASURES A.v AS a, B.v AS b, MATCH_PROCTIME() AS at AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS v = 1);
SELECT window_start, COUNT(*) AS n, SUM(b) AS s FROM TUMBLE(TABLE m, DESCRIPTOR(at), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
