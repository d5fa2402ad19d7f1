-- description: What is no table function, and how one is joined
-- expect error
-- input t: inline
--   {"id":1}
CREATE FUNCTION words AS 'functions.mjs#words' LANGUAGE JAVASCRIPT;
CREATE FUNCTION half AS 'functions.mjs#half' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, text STRING);
SELECT * FROM t, LATERAL TABLE(wrods(text));
SELECT * FROM t, LATERAL TABLE(half(id));
SELECT * FROM t, LATERAL TABLE(words(id, text));
SELECT * FROM t LEFT JOIN LATERAL TABLE(words(text)) AS s(w, n) ON n > 1;
SELECT words(text) FROM t;
