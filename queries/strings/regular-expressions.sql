-- description: REGEXP_EXTRACT, REGEXP_REPLACE and SIMILAR TO use regular expressions; a group that did not match is NULL.
SELECT REGEXP_EXTRACT('foo-12', '([a-z]+)-([0-9]+)', 2) AS e, REGEXP_REPLACE('a1b22', '[0-9]+', '#') AS r, REGEXP('abc', 'b') AS m, 'abc' SIMILAR TO 'a(b|x)c' AS s, REGEXP_EXTRACT('foo', '[0-9]+') AS none;
