-- description: VALUES is a table whose columns take the common type of their rows.
SELECT a, b FROM (VALUES (1, 'x'), (2.5, NULL), (CAST(NULL AS INT), 'long')) AS t (a, b);
