-- description: 'on-error' = 'skip' skips records that cannot be decoded and counts them as bad.
-- input t: inline
--   {"a":1}
--   {"a":"one"}
--   not json
--   {"a":4}
--   {"a":99999999999}
CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json', 'on-error' = 'skip');
SELECT a FROM t;
