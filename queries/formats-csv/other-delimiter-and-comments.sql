-- description: Delimiter, quote character and comment lines are options of the format.
-- input t: inline csv
--   # a comment
--   1;'a;b'
--   2;c
CREATE TABLE t (a INT, b STRING) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv', 'csv.field-delimiter' = ';', 'csv.quote-character' = '''', 'csv.allow-comments' = 'true');
SELECT * FROM t;
