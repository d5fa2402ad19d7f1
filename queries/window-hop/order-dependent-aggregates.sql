-- description: FIRST_VALUE, LAST_VALUE and LISTAGG of a HOP window follow the order of arrival, not of event time.
-- input t: inline
--   {"v":"a","at":"2026-01-01 00:00:07"}
--   {"v":"b","at":"2026-01-01 00:00:02"}
--   {"v":"c","at":"2026-01-01 00:00:08"}
--   {"v":"d","at":"2026-01-01 00:00:01"}
CREATE TABLE t (v STRING, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '10' SECOND);
SELECT window_start, FIRST_VALUE(v) AS f, LAST_VALUE(v) AS l, LISTAGG(v, '') AS all_of_them FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
