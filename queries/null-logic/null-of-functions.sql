-- description: COALESCE takes the first operand that is not NULL, NULLIF makes NULL of equal values, GREATEST and LEAST with a NULL are NULL, || with NULL is NULL.
SELECT COALESCE(a, b, 0) AS c, NULLIF(a, b) AS n, GREATEST(a, b) AS g, LEAST(a, b) AS l, 'x' || CAST(a AS STRING) AS s, IF(a > b, 'more', 'not more') AS i
FROM (VALUES (1, 2), (3, 3), (CAST(NULL AS INT), 4), (NULL, NULL)) AS t (a, b);
