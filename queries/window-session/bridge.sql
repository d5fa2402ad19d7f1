-- description: One row joins two open sessions of a key; aggregates see the rows of both in order of arrival.
-- input t: inline
--   {"k":"a","v":"p","at":"2026-01-01 00:00:08"}
--   {"k":"a","v":"q","at":"2026-01-01 00:00:01"}
--   {"k":"a","v":"r","at":"2026-01-01 00:00:09"}
--   {"k":"a","v":"p","at":"2026-01-01 00:00:04"}
CREATE TABLE t (k STRING, v STRING, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '10' SECOND);
SELECT k, window_start, window_end, LISTAGG(v, '') AS vs, COUNT(DISTINCT v) AS d, FIRST_VALUE(v) AS f FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end;
EXPLAIN SELECT k, window_start, window_end, COUNT(*) AS n FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end;
