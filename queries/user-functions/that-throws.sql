-- description: What a user function throws names function and row
-- expect error
-- input t: inline
--   {"id":1,"n":4}
--   {"id":2,"n":5}
CREATE FUNCTION half AS 'functions.mjs#half' LANGUAGE JAVASCRIPT;
CREATE TABLE t (id INT, n INT);
SELECT id, half(n) AS h FROM t;
