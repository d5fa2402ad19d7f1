-- description: BIGINT values beyond 2^53 are read, compared, grouped, summed and printed exactly.
-- input t: inline
--   {"id":9007199254740993,"v":1}
--   {"id":9007199254740992,"v":2}
--   {"id":9007199254740993,"v":3}
--   {"id":-9223372036854775808,"v":4}
--   {"id":9223372036854775807,"v":5}
CREATE TABLE t (id BIGINT, v INT);
SELECT id, COUNT(*) AS n, SUM(v) AS s FROM t GROUP BY id;
SELECT id FROM t WHERE id > 9007199254740992;
SELECT MIN(id) AS low, MAX(id) AS high, SUM(id) AS total FROM t;
