-- description: With changelog.verify the deletion of a row that is not kept is refused; an update may change a key.
-- expect error
-- batch-rows: 1
-- input t: inline retract
--   +I ["one",1]
--   -U ["one",1]
--   +U ["two",1]
--   -D ["two",5]
CREATE TABLE t (k STRING, v INT, PRIMARY KEY (k) NOT ENFORCED);
SELECT k, v FROM t /*+ OPTIONS('changelog.verify' = 'true') */;
