-- description: Two INSERTs into one table both write into it.
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
CREATE TABLE s (what STRING, v INT);
INSERT INTO s SELECT 'plain', v FROM t;
INSERT INTO s SELECT 'double', 2 * v FROM t;
