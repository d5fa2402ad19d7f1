-- description: JSON_VALUE, JSON_QUERY, JSON_EXISTS, IS JSON, -> and ->> over a column of texts; what is no JSON goes to ON ERROR.
-- input t: inline
--   {"id":1,"body":"{\"user\":{\"name\":\"Ada\",\"tags\":[\"a\",\"b\"]},\"price\":12.50}"}
--   {"id":2,"body":"{\"user\":{\"name\":null},\"price\":\"free\"}"}
--   {"id":3,"body":"{\"price\":1e3}"}
--   {"id":4,"body":"oops"}
--   {"id":5,"body":null}
CREATE TABLE t (id INT, body STRING);
SELECT id, JSON_VALUE(body, '$.user.name') AS name, JSON_VALUE(body, '$.price' RETURNING DECIMAL(10, 2) DEFAULT 0 ON ERROR) AS price FROM t;
SELECT id, JSON_VALUE(body, 'lax $.user.name' DEFAULT 'nobody' ON EMPTY DEFAULT 'broken' ON ERROR) AS name FROM t;
SELECT id, JSON_QUERY(body, '$.user.tags') AS tags, JSON_QUERY(body, '$.user.tags' RETURNING ARRAY<STRING>) AS list, JSON_QUERY(body, '$.price' WITH WRAPPER) AS wrapped FROM t;
SELECT id, JSON_EXISTS(body, '$.user') AS has_user, body IS JSON AS is_json, body IS JSON SCALAR AS is_scalar FROM t;
SELECT id, body -> 'user' ->> 'name' AS name, body ->> '$.user.tags[1]' AS tag FROM t WHERE body IS JSON;
