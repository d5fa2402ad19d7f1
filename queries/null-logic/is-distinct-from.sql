-- description: IS NOT DISTINCT FROM takes NULLs as equal and is never NULL; = with NULL is NULL.
SELECT a, b, a = b AS eq, a IS DISTINCT FROM b AS differs, a IS NOT DISTINCT FROM b AS same
FROM (VALUES (1, 1), (1, 2), (1, CAST(NULL AS INT)), (NULL, NULL)) AS t (a, b);
