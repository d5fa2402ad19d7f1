-- description: MIN and MAX fall back to the next value when the extreme one is deleted; of duplicates one deletion takes one.
-- batch-rows: 1
-- input t: inline retract
--   +I [3]
--   +I [9]
--   +I [9]
--   +I [null]
--   -D [9]
--   -D [9]
--   -D [3]
CREATE TABLE t (v INT);
SELECT MIN(v) AS lo, MAX(v) AS hi, COUNT(v) AS n FROM t;
