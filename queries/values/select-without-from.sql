-- description: SELECT without FROM is one row.
SELECT 1 AS one, 'a' || 'b' AS text, CAST(NULL AS INT) AS nothing;
