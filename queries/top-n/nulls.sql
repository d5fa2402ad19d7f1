-- description: NULL is the smallest value unless NULLS FIRST or LAST says otherwise.
-- input t: inline
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":null,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":null,"ts":"2026-01-01 00:00:04"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT v, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY v) AS rn FROM t) WHERE rn <= 2;
SELECT v, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY v NULLS LAST) AS rn FROM t) WHERE rn <= 2;
SELECT v, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY v DESC NULLS FIRST) AS rn FROM t) WHERE rn <= 2;
