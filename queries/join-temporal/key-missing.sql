-- description: A temporal join compares the whole key of the versions.
-- expect error
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:02"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), PRIMARY KEY (w) NOT ENFORCED, WATERMARK FOR ts AS ts);
SELECT l.v, r.w FROM l JOIN r FOR SYSTEM_TIME AS OF l.ts ON l.k = r.k;
