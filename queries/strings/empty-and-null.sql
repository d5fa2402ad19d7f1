-- description: The empty text is no NULL: it has length 0, is equal to itself, and is counted.
-- input t: inline
--   {"s":""}
--   {"s":null}
--   {"s":" "}
CREATE TABLE t (s STRING);
SELECT COUNT(s) AS c, COUNT(DISTINCT s) AS d, MIN(CHAR_LENGTH(s)) AS shortest, LISTAGG(s, '|') AS l FROM t;
SELECT s IS NULL AS is_null, s = '' AS is_empty, s || 'x' AS x FROM t;
