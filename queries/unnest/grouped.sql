-- description: Elements counted over all rows.
-- input t: inline
--   {"id":1,"tags":["x","y"],"m":{"a":1,"b":null},"items":[{"n":"p","q":2},{"n":"r","q":3}]}
--   {"id":2,"tags":[],"m":{},"items":null}
--   {"id":3,"tags":null,"m":null,"items":[]}
--   {"id":4,"tags":["z",null,"z"],"m":{"c":3},"items":[{"n":null,"q":1}]}
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, items ARRAY<ROW<n STRING, q INT>>);
SELECT tag, COUNT(*) AS n FROM t CROSS JOIN UNNEST(tags) AS x(tag) GROUP BY tag;
