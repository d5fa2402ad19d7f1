-- description: A field that is missing is NULL, one that is no column is passed over, the order does not matter, and of two equal names the last counts.
-- input t: inline
--   {"b":"x","z":[1,{"a":9}],"a":1}
--   {"a":2}
--   {"a":3,"b":"first","b":"last"}
CREATE TABLE t (a INT, b STRING);
SELECT a, b FROM t;
