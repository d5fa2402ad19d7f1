-- description: With an allowed lateness a window takes late rows after it has fired, and each corrects its result.
-- settings: window.allowed-lateness=10 s
-- batch-rows: 1
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:11"}
--   {"v":4,"ts":"2026-01-01 00:00:02"}
--   {"v":8,"ts":"2026-01-01 00:00:20"}
--   {"v":16,"ts":"2026-01-01 00:00:03"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
