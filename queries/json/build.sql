-- description: JSON_OBJECT, JSON_ARRAY and JSON_STRING write values, keys sorted; JSON made by functions stays JSON, in aggregates too.
-- input t: inline
--   {"k":"x","n":1,"d":1.5}
--   {"k":"y","n":null,"d":1e10}
CREATE TABLE t (k STRING, n BIGINT, d DOUBLE);
SELECT JSON_OBJECT('n' VALUE n, 'd' VALUE d) AS o, JSON_OBJECT('n' VALUE n ABSENT ON NULL) AS absent, JSON_ARRAY(k, n) AS a, JSON_ARRAY(k, n NULL ON NULL) AS nulls FROM t;
SELECT JSON_STRING(ROW(k, n)) AS r, JSON_OBJECT('inner' VALUE JSON_OBJECT('k' VALUE k), 'text' VALUE '{"k":1}') AS nested FROM t;
SELECT JSON_ARRAYAGG(JSON_OBJECT('k' VALUE k)) AS list, JSON_OBJECTAGG(KEY k VALUE n) AS object FROM t;
