-- description: Neighbours beyond 2^53 are different for DISTINCT, COUNT DISTINCT and equality.
-- input t: inline
--   {"id":9007199254740992}
--   {"id":9007199254740993}
--   {"id":9007199254740993}
--   {"id":9007199254740994}
CREATE TABLE t (id BIGINT);
SELECT DISTINCT id FROM t;
SELECT COUNT(DISTINCT id) AS n, COUNT(*) FILTER (WHERE id = 9007199254740993) AS equal FROM t;
