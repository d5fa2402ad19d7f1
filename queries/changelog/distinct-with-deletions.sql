-- description: A distinct row is deleted with the last of its copies only.
-- batch-rows: 1
-- input t: inline retract
--   +I ["a"]
--   +I ["a"]
--   +I [null]
--   -D ["a"]
--   -D [null]
--   -D ["a"]
CREATE TABLE t (k STRING);
SELECT DISTINCT k FROM t;
