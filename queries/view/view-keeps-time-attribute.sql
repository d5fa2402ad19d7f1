-- description: The event time of a table stays one through a view that passes it on, under another name too.
-- input t: inline
--   {"at":"2026-01-01 00:00:01"}
--   {"at":"2026-01-01 00:00:12"}
CREATE TABLE t (at TIMESTAMP(3), WATERMARK FOR at AS at);
CREATE VIEW v AS SELECT at AS happened FROM t;
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE v, DESCRIPTOR(happened), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
