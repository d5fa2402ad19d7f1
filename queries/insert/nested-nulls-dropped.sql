-- description: 'table.exec.sink.nested-constraint-enforcer' looks into ROW, ARRAY and MAP: rows with a NULL for what is NOT NULL inside are dropped.
-- settings: table.exec.sink.not-null-enforcer=DROP
-- settings: table.exec.sink.nested-constraint-enforcer=ROWS_AND_COLLECTIONS
-- input t: inline
--   {"id":1,"r":{"a":1,"b":"x"},"l":[1,2],"m":{"k":1}}
--   {"id":2,"r":{"a":null,"b":"x"},"l":[1,2],"m":{"k":1}}
--   {"id":3,"r":{"a":1,"b":null},"l":[1,null],"m":{"k":1}}
--   {"id":4,"r":{"a":1,"b":null},"l":[],"m":{"k":null}}
--   {"id":5,"r":null,"l":null,"m":null}
CREATE TABLE t (id INT, r ROW<a INT, b STRING>, l ARRAY<INT>, m MAP<STRING, INT>);
CREATE TABLE s (id INT, r ROW<a INT NOT NULL, b STRING>, l ARRAY<INT NOT NULL>, m MAP<STRING, INT NOT NULL>);
INSERT INTO s SELECT * FROM t;
