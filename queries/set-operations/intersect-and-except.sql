-- description: INTERSECT keeps rows that are on both sides, EXCEPT those only on the left, each once; NULL equals NULL here.
-- input a: inline
--   {"x":1,"y":"one"}
--   {"x":1,"y":"one"}
--   {"x":2,"y":null}
--   {"x":3,"y":"three"}
-- input b: inline
--   {"x":2,"y":null}
--   {"x":1,"y":"one"}
--   {"x":4,"y":"four"}
CREATE TABLE a (x INT, y STRING);
CREATE TABLE b (x INT, y STRING);
SELECT * FROM a INTERSECT SELECT * FROM b;
SELECT * FROM a EXCEPT SELECT * FROM b;
