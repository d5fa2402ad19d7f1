-- description: Updates by key take back the kept row; what changes nothing is silent; a deletion needs only its key.
-- batch-rows: 1
-- input t: inline upsert
--   +U ["one",1,"a"]
--   +U ["one",1,"a"]
--   +U ["two",2,"b"]
--   +U ["one",12,"c"]
--   -D ["two",null,null]
--   -D ["three",null,null]
CREATE TABLE t (k STRING, v INT, c STRING, PRIMARY KEY (k) NOT ENFORCED);
SELECT k, v FROM t WHERE v < 10;
SELECT COUNT(*) AS n, SUM(v) AS total FROM t;
