-- description: Each row meets the version of its key that held at its time; NULL keys have no version.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:04"}
--   {"k":"b","v":3,"ts":"2026-01-01 00:00:05"}
--   {"k":null,"v":4,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:20"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","w":11,"ts":"2026-01-01 00:00:04"}
--   {"k":"a","w":12,"ts":"2026-01-01 00:00:04"}
--   {"k":null,"w":13,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","w":14,"ts":"2026-01-01 00:00:03"}
--   {"k":"b","w":15,"ts":"2026-01-01 00:00:19"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE VIEW rates AS SELECT k, w, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS rn FROM r) WHERE rn = 1;
SELECT l.k, l.v, x.w FROM l LEFT JOIN rates FOR SYSTEM_TIME AS OF l.ts AS x ON l.k = x.k;
