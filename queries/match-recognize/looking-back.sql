-- description: Conditions that look back at the match: a price that falls and rises again, with further sort keys; an average so far. Every way is tried.
-- batch-rows: 2
-- input t: inline
--   {"price":9,"n":1,"ts":"2020-10-10 00:00:01"}
--   {"price":8,"n":2,"ts":"2020-10-10 00:00:01"}
--   {"price":10,"n":3,"ts":"2020-10-10 00:00:01"}
--   {"price":7,"n":4,"ts":"2020-10-10 00:00:04"}
--   {"price":8,"n":5,"ts":"2020-10-10 00:00:07"}
--   {"price":5,"n":6,"ts":"2020-10-10 00:00:06"}
--   {"price":3,"n":7,"ts":"2020-10-10 00:00:12"}
--   {"price":4,"n":9,"ts":"2020-10-10 00:00:16"}
--   {"price":7,"n":10,"ts":"2020-10-10 00:00:32"}
--   {"price":9,"n":12,"ts":"2020-10-10 00:00:33"}
--   {"price":5,"n":11,"ts":"2020-10-10 00:00:34"}
--   {"price":6,"n":13,"ts":"2020-10-10 00:00:41"}
CREATE TABLE t (price INT, n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts, n MEASURES FIRST(DOWN.price) AS first, LAST(DOWN.price) AS last, UP.price AS up, LAST(DOWN.price, 1) AS before_last, FIRST(price, 9) AS nothing AFTER MATCH SKIP PAST LAST ROW PATTERN (DOWN{2,} UP) DEFINE DOWN AS price < LAST(DOWN.price, 1) OR LAST(DOWN.price, 1) IS NULL, UP AS price > LAST(DOWN.price)) AS v;
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts, n DESC MEASURES AVG(A.price) AS average, SUM(A.price * 2) AS twice, MIN(price) AS least, MAX(A.price) - B.price AS gap, COUNT(*) AS n AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS AVG(A.price) > 7.5, B AS price < FIRST(A.price) - 1) AS m;
