-- description: Changes of a row are changes of all rows that a table function answers for it
-- input t: inline retract
--   +I [1,"a b"]
--   +I [2,"b"]
--   -U [1,"a b"]
--   +U [1,"b c c"]
--   -D [2,"b"]
CREATE FUNCTION words AS 'functions.mjs#words' LANGUAGE JAVASCRIPT;
CREATE FUNCTION longest AS 'functions.mjs#longest' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, text STRING);

SELECT id, word FROM t, LATERAL TABLE(words(text));

SELECT word, COUNT(*) AS n FROM t, LATERAL TABLE(words(text)) GROUP BY word;

SELECT longest(text) AS l FROM t;
