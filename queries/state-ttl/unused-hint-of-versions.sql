-- description: ASOF joins and temporal joins keep what may be asked for: a STATE_TTL hint does nothing there, and says so.
-- input l: inline
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:01"}
-- input r: inline
--   {"k":"a","v":1,"ts":"2024-01-01 00:00:01"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE r (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT /*+ STATE_TTL('l' = '1 h') */ l.k, r.v FROM l ASOF JOIN r ON l.k = r.k AND l.ts >= r.ts;
SELECT /*+ STATE_TTL('r' = '1 h') */ l.k, r.v FROM l ASOF JOIN r ON l.k = r.k AND l.v >= r.v;
