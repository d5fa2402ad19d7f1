-- description: A table with a key and a watermark has versions; a delete ends one. A late left row finds the current one only.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:01"}
--   {"k":"a","v":2,"ts":"2026-01-01 00:00:06"}
--   {"k":"a","v":3,"ts":"2026-01-01 00:00:12"}
--   {"k":"a","v":4,"ts":"2026-01-01 00:00:03"}
--   {"k":"a","v":5,"ts":"2026-01-01 00:00:17"}
-- input r: inline retract
--   +I ["a",10,"2026-01-01 00:00:02"]
--   -U ["a",10,"2026-01-01 00:00:02"]
--   +U ["a",20,"2026-01-01 00:00:05"]
--   -D ["a",20,"2026-01-01 00:00:10"]
--   +I ["a",30,"2026-01-01 00:00:15"]
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), PRIMARY KEY (k) NOT ENFORCED, WATERMARK FOR ts AS ts);
SELECT l.v, r.w FROM l JOIN r FOR SYSTEM_TIME AS OF l.ts ON l.k = r.k AND r.w <> 99;
