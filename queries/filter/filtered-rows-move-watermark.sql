-- description: A row that WHERE drops still moves the watermark, so a later row can be late because of it.
-- input t: inline
--   {"kind":"keep","at":"2026-01-01 00:00:01"}
--   {"kind":"drop","at":"2026-01-01 00:00:30"}
--   {"kind":"keep","at":"2026-01-01 00:00:02"}
CREATE TABLE t (kind STRING, at TIMESTAMP(3), WATERMARK FOR at AS at);
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) WHERE kind = 'keep' GROUP BY window_start, window_end;
