-- description: Event time may be a computed column, made of a text or of epoch milliseconds.
-- input t: inline
--   {"ms":1767225601000}
--   {"ms":1767225606999}
CREATE TABLE t (ms BIGINT, at AS TO_TIMESTAMP_LTZ(ms, 3), WATERMARK FOR at AS at - INTERVAL '1' SECOND);
SELECT window_start, window_end, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
