-- description: -> and ->> of a text that is no JSON are an error that names the row.
-- expect error
-- input t: inline
--   {"id":1,"body":"{\"a\":1}"}
--   {"id":2,"body":"oops"}
CREATE TABLE t (id INT, body STRING);
SELECT id, body ->> 'a' AS a FROM t;
