-- description: SUM of BIGINT beyond 64 bits is an error, not a wrapped number.
-- input t: inline
--   {"v":9223372036854775807}
--   {"v":1}
-- expect error
CREATE TABLE t (v BIGINT);
SELECT SUM(v) AS s FROM t;
