-- description: Over rows that are taken back, answers of async functions are kept with their rows
-- input t: inline retract
--   +I [1,4]
--   +I [2,6]
--   -U [1,4]
--   +U [1,8]
--   -D [2,6]
CREATE FUNCTION fetch_name AS 'functions.mjs#fetchName' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);

SELECT id, fetch_name(n) AS name FROM t;
