-- description: By event time both sides are let go by the watermark; over other numbers all rows stay and the result is updating.
-- input l: inline
--   {"k":"a","v":1,"ts":"2026-01-01 00:00:03"}
-- input r: inline
--   {"k":"a","w":10,"ts":"2026-01-01 00:00:02"}
CREATE TABLE l (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
CREATE TABLE r (k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
EXPLAIN SELECT l.v, r.w FROM l ASOF JOIN r ON l.k = r.k AND l.ts >= r.ts;
EXPLAIN SELECT l.v, r.w FROM l LEFT ASOF JOIN r ON l.k = r.k AND l.ts < r.ts;
EXPLAIN SELECT l.v, r.w FROM l LEFT ASOF JOIN r ON l.k = r.k AND l.v + 1 >= r.w;
