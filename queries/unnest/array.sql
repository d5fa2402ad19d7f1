-- description: CROSS JOIN UNNEST: a row for each element, none for an empty or missing array.
-- input t: inline
--   {"id":1,"tags":["x","y"],"m":{"a":1,"b":null},"items":[{"n":"p","q":2},{"n":"r","q":3}]}
--   {"id":2,"tags":[],"m":{},"items":null}
--   {"id":3,"tags":null,"m":null,"items":[]}
--   {"id":4,"tags":["z",null,"z"],"m":{"c":3},"items":[{"n":null,"q":1}]}
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, items ARRAY<ROW<n STRING, q INT>>);
SELECT id, tag FROM t CROSS JOIN UNNEST(tags) AS x(tag);
