-- description: PARTITIONED BY writes one folder per value, without the partition column in the rows.
-- input t: inline
--   {"k":"a","v":1}
--   {"k":"b","v":2}
--   {"k":"a","v":3}
--   {"k":null,"v":4}
CREATE TABLE t (k STRING, v INT);
CREATE TABLE s (k STRING, v INT) PARTITIONED BY (k) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO s SELECT * FROM t;
