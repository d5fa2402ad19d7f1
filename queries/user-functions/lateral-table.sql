-- description: A table function is called for each row; CROSS JOIN drops rows for which it answers none, LEFT JOIN keeps them
-- input t: inline
--   {"id":1,"text":"to be or"}
--   {"id":2,"text":""}
--   {"id":3,"text":"not"}
--   {"id":4}
CREATE FUNCTION words AS 'functions.mjs#words' LANGUAGE JAVASCRIPT;
CREATE FUNCTION up_to AS 'functions.mjs#upTo' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, text STRING);

SELECT id, word, length FROM t CROSS JOIN LATERAL TABLE(words(text));

SELECT id, w, n FROM t LEFT JOIN LATERAL TABLE(words(text)) AS s(w, n) ON TRUE;

SELECT id, s.w, u.i FROM t, LATERAL TABLE(words(UPPER(text))) AS s(w, n), LATERAL TABLE(up_to(n)) AS u(i) WHERE i > 1;

SELECT id, w FROM t JOIN LATERAL TABLE(words(text)) AS s(w, n) ON n > id;

SELECT i, COUNT(*) AS n FROM TABLE(up_to(3)) AS u(i) GROUP BY i;
