-- description: All INSERTs of a script are one job, in which each has its own account of the table that they share.
-- input t: inline
--   {"v":1}
--   {"v":2}
--   {"v":3}
CREATE TABLE t (v INT);
CREATE TABLE small (v INT);
CREATE TABLE large (v INT);
INSERT INTO small SELECT v FROM t WHERE v < 2;
INSERT INTO large SELECT v FROM t WHERE v >= 2;
