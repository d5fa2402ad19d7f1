-- description: The sides of a UNION need the same number of columns and a common type.
-- expect error
SELECT 1, 2 UNION ALL SELECT 3;
SELECT 1 UNION ALL SELECT DATE '2026-01-01';
