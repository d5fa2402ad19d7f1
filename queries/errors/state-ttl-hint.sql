-- description: STATE_TTL names tables of its SELECT and a duration; OPTIONS stands behind tables.
-- expect error
-- input t: inline
--   {"k":"a","v":1}
CREATE TABLE t (k STRING, v INT);
CREATE VIEW w AS SELECT * FROM t;
SELECT /*+ STATE_TTL('orderz' = '1 h') */ k, SUM(v) FROM t AS orders GROUP BY k;
SELECT /*+ STATE_TTL('t' = 'soon') */ k, SUM(v) FROM t GROUP BY k;
SELECT /*+ STATE_TTL('t') */ k, SUM(v) FROM t GROUP BY k;
SELECT /*+ STATE_TTL */ k, SUM(v) FROM t GROUP BY k;
SELECT k FROM t /*+ STATE_TTL('t' = '1 h') */;
SELECT k FROM w /*+ OPTIONS('path' = 'x') */;
