-- description: CREATE TABLE IF NOT EXISTS leaves a table that exists as it is.
-- input t: inline
--   {"a":1}
CREATE TABLE t (a INT);
CREATE TABLE IF NOT EXISTS t (b STRING) WITH ('connector' = 'datagen');
DESCRIBE t;
SELECT * FROM t;
