-- description: An aggregate over an updating aggregate takes back the old inner row before it adds the new one.
-- batch-rows: 1
-- input t: inline
--   {"word":"a"}
--   {"word":"b"}
--   {"word":"a"}
--   {"word":"b"}
--   {"word":"a"}
CREATE TABLE t (word STRING);
SELECT n, COUNT(*) AS words FROM (SELECT word, COUNT(*) AS n FROM t GROUP BY word) GROUP BY n;
SELECT MAX(n) AS top, MIN(n) AS bottom, SUM(n) AS total FROM (SELECT word, COUNT(*) AS n FROM t GROUP BY word);
