-- description: A path that is none is an error with its place before anything runs, and so are clauses that a function does not have.
-- expect error
-- input t: inline
--   {"body":"{}"}
CREATE TABLE t (body STRING);
SELECT JSON_VALUE(body, '$.user[') AS v FROM t;
SELECT JSON_EXISTS(body, '$.a[?(@.b > 1)]') AS v FROM t;
SELECT JSON_VALUE(body, '$.a' EMPTY ARRAY ON EMPTY) AS v FROM t;
SELECT JSON_QUERY(body, '$.a' RETURNING INT) AS v FROM t;
SELECT JSON_VALUE(body, '$.a' RETURNING INT DEFAULT 'x' ON ERROR) AS v FROM t;
