-- description: Keys that come at the time where the watermark stands are not late for the first row, as in Flink; what lies behind it is.
-- accounts: vary
-- input t: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:10.000"}
--   {"k":"b","v":2,"ts":"2026-01-01 00:00:10.000"}
--   {"k":"c","v":3,"ts":"2026-01-01 00:00:09.999"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:10.000"}
--   {"k":"d","v":5,"ts":"2026-01-01 00:00:15.000"}
--   {"k":"b","v":6,"ts":"2026-01-01 00:00:14.000"}
--   {"k":"e","v":7,"ts":"2026-01-01 00:00:15.000"}
--   {"k":"e","v":8,"ts":"2026-01-01 00:00:15.000"}
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT k, v, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS rn FROM t) WHERE rn = 1;
