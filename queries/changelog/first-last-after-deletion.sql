-- description: FIRST_VALUE and LAST_VALUE fall back to the next oldest and next newest row when theirs is deleted.
-- batch-rows: 1
-- input t: inline retract
--   +I [1]
--   +I [2]
--   +I [3]
--   -D [1]
--   -D [3]
CREATE TABLE t (v INT);
SELECT FIRST_VALUE(v) AS f, LAST_VALUE(v) AS l FROM t;
