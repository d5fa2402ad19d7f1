-- description: CUMULATE: each row counts in every step of its cycle from its own on.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:01"}
--   {"v":2,"at":"2026-01-01 00:00:07"}
--   {"v":4,"at":"2026-01-01 00:00:12"}
--   {"v":8,"at":"2026-01-01 00:00:04"}
--   {"v":16,"at":"2026-01-01 00:00:16"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, window_end, SUM(v) AS s FROM CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '15' SECOND) GROUP BY window_start, window_end;
SELECT CUMULATE_START(at, INTERVAL '5' SECOND, INTERVAL '10' SECOND) AS ws, COUNT(*) AS n FROM t GROUP BY CUMULATE(at, INTERVAL '5' SECOND, INTERVAL '10' SECOND);
