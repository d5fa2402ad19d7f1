-- description: EMIT PERIODIC shows once per interval of the watermark what has changed since: of open windows, of an aggregate without windows, of a Top-N, of a join, and of rows that only come. What came and went in between was never there.
-- batch-rows: 1
-- input t: inline
--   {"k":"a","v":1,"at":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"at":"2026-01-01 00:00:02"}
--   {"k":"b","v":4,"at":"2026-01-01 00:00:03"}
--   {"k":"a","v":8,"at":"2026-01-01 00:00:05"}
--   {"k":"a","v":-8,"at":"2026-01-01 00:00:06"}
--   {"k":"b","v":16,"at":"2026-01-01 00:00:07"}
--   {"k":"c","v":1,"at":"2026-01-01 00:00:08"}
--   {"k":"b","v":32,"at":"2026-01-01 00:00:16"}
--   {"k":"a","v":5,"at":"2026-01-01 00:00:17"}
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT k, window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, SUM(v) AS s, COUNT(*) AS n FROM t GROUP BY k EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, SUM(v) AS s FROM t GROUP BY k HAVING SUM(v) < 10 EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM t) WHERE r <= 1 EMIT PERIODIC INTERVAL '5' SECOND;
SELECT t.k, t.v, s.n FROM t JOIN (SELECT k, COUNT(*) AS n FROM t GROUP BY k) AS s ON t.k = s.k WHERE t.k <> 'a' EMIT PERIODIC INTERVAL '5' SECOND;
SELECT k, v FROM t WHERE v > 1 EMIT PERIODIC INTERVAL '5' SECOND;
