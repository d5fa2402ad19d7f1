-- description: With < the next row must be later; Snowflake's words for it.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:01"}
--   {"k":"b","v":3,"ts":"2026-01-01 00:00:05"}
--   {"k":null,"v":4,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:07"}
--   {"k":"a","v":6,"ts":"2026-01-01 00:00:20"}
--   {"k":"a","v":7,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","v":8,"ts":"2026-01-01 00:00:30"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:02"}
--   {"k":"a","w":11,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","w":12,"ts":"2026-01-01 00:00:03"}
--   {"k":null,"w":13,"ts":"2026-01-01 00:00:01"}
--   {"k":"b","w":14,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","w":15,"ts":"2026-01-01 00:00:07"}
--   {"k":"a","w":16,"ts":"2026-01-01 00:00:21"}
--   {"k":"a","w":17,"ts":"2026-01-01 00:00:04"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
SELECT l.k, l.v, r.w, r.ts FROM l ASOF JOIN r MATCH_CONDITION (l.ts < r.ts) ON l.k = r.k;
