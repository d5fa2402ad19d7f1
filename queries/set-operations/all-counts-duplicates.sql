-- description: INTERSECT ALL keeps a row as often as the side that has it less, EXCEPT ALL as often as the left has it more.
-- input a: inline
--   {"x":1}
--   {"x":1}
--   {"x":1}
--   {"x":2}
--   {"x":3}
-- input b: inline
--   {"x":1}
--   {"x":1}
--   {"x":2}
--   {"x":2}
CREATE TABLE a (x INT);
CREATE TABLE b (x INT);
SELECT * FROM a INTERSECT ALL SELECT * FROM b;
SELECT * FROM a EXCEPT ALL SELECT * FROM b;
