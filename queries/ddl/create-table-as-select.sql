-- description: CREATE TABLE AS makes a table with the columns of its query and writes the rows of the query into it.
-- input numbers: inline
--   {"n":1}
--   {"n":2}
CREATE TABLE numbers (n INT);
CREATE TABLE squares WITH ('connector' = 'collect') AS SELECT n, n * n AS square FROM numbers;
DESCRIBE squares;
