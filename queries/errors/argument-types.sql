-- description: A call with arguments of the wrong types says which are taken.
-- expect error
SELECT UPPER(1) AS a;
SELECT SUBSTRING('abc', 'x') AS a;
SELECT 1 + TRUE AS a;
SELECT NOT 1 AS a;
SELECT CASE WHEN 1 THEN 2 END AS a;
SELECT 1 = DATE '2026-01-01' AS a;
