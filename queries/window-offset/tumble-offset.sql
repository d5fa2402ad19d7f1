-- description: An offset moves the borders of windows, also a negative one; it counts modulo the size.
-- input t: inline
--   {"v":1,"at":"2026-01-01 00:00:01"}
--   {"v":2,"at":"2026-01-01 00:00:02"}
--   {"v":4,"at":"2026-01-01 00:00:07"}
CREATE TABLE t (v INT, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '2' SECOND) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '-3' SECOND) GROUP BY window_start, window_end;
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '12' SECOND) GROUP BY window_start, window_end;
