-- description: A name used twice in a derived table cannot be told apart.
-- expect error
SELECT a FROM (SELECT 1 AS a, 2 AS a);
