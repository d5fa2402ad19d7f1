-- description: UNION ALL keeps all rows of both sides and takes their common type; names come from the first.
-- input a: inline
--   {"x":1}
--   {"x":1}
-- input b: inline
--   {"y":1.5}
--   {"y":null}
CREATE TABLE a (x INT);
CREATE TABLE b (y DECIMAL(3, 1));
SELECT x FROM a UNION ALL SELECT y FROM b;
