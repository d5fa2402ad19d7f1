-- description: WHERE keeps rows whose condition is TRUE: neither FALSE nor NULL, under NOT as well.
-- input t: inline
--   {"id":1,"v":5}
--   {"id":2,"v":null}
--   {"id":3,"v":-5}
CREATE TABLE t (id INT, v INT);
SELECT id FROM t WHERE v > 0;
SELECT id FROM t WHERE NOT v > 0;
SELECT id FROM t WHERE (v > 0) IS NOT TRUE;
