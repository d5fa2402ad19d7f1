-- description: LIMIT over updating rows holds the first live rows by arrival: when one is deleted the next takes its place.
-- batch-rows: 1
-- input t: inline retract
--   +I [1]
--   +I [2]
--   +I [3]
--   -D [1]
--   -D [3]
CREATE TABLE t (v INT);
SELECT v FROM t LIMIT 2;
