-- description: CURRENT_WATERMARK is the watermark of the rows before, NULL before the first; a filter by it keeps rows that are not late.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:05"}
--   {"v":2,"at":"2026-01-01 00:00:02"}
--   {"v":3,"at":"2026-01-01 00:00:09"}
--   {"v":4,"at":"2026-01-01 00:00:08"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '2' SECOND);
SELECT v, at, CURRENT_WATERMARK(at) AS w FROM t;
SELECT v FROM t WHERE CURRENT_WATERMARK(at) IS NULL OR at > CURRENT_WATERMARK(at);
EXPLAIN SELECT v FROM t WHERE CURRENT_WATERMARK(at) IS NULL;
