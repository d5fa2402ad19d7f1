-- description: Windows that close inside one batch come out once each, in order of their ends, with rows of any order between them.
-- input t: inline
--   {"k":"a","ts":"2026-01-01 00:00:09"}
--   {"k":"b","ts":"2026-01-01 00:00:01"}
--   {"k":"a","ts":"2026-01-01 00:00:15"}
--   {"k":"b","ts":"2026-01-01 00:00:08"}
--   {"k":"b","ts":"2026-01-01 00:00:26"}
--   {"k":"a","ts":"2026-01-01 00:00:19"}
--   {"k":"a","ts":"2026-01-01 00:00:25"}
CREATE TABLE t (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND);
SELECT k, window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end;
