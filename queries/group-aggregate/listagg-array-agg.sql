-- description: LISTAGG skips NULLs, ARRAY_AGG keeps them; both follow the order of arrival, or ORDER BY inside them.
-- input t: inline
--   {"v":"c"}
--   {"v":null}
--   {"v":"a"}
--   {"v":"b"}
CREATE TABLE t (v STRING);
SELECT LISTAGG(v) AS l, LISTAGG(v, '-') AS d, ARRAY_AGG(v) AS arr, ARRAY_AGG(v ORDER BY v DESC) AS sorted FROM t;
