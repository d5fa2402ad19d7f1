-- description: DISTINCT aggregates with different FILTERs are counted apart; FILTER looks at rows, DISTINCT at values among them.
-- batch-rows: 1
-- input t: inline
--   {"u":"a","ok":true}
--   {"u":"a","ok":false}
--   {"u":"b","ok":false}
--   {"u":"b","ok":null}
--   {"u":null,"ok":true}
--   {"u":"a","ok":true}
CREATE TABLE t (u STRING, ok BOOLEAN);
SELECT COUNT(DISTINCT u) AS d, COUNT(DISTINCT u) FILTER (WHERE ok) AS d_ok, COUNT(u) FILTER (WHERE ok) AS c_ok, COUNT(*) FILTER (WHERE NOT ok) AS not_ok FROM t;
