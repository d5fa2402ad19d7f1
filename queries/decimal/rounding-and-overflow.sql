-- description: CAST to a smaller scale rounds half away from zero; a value that does not fit is an error, NULL with TRY_CAST.
SELECT CAST(2.345 AS DECIMAL(5, 2)) AS up, CAST(-2.345 AS DECIMAL(5, 2)) AS down, CAST(2.5 AS INT) AS truncated, TRY_CAST(1000 AS DECIMAL(4, 2)) AS too_large, ROUND(2.345, 2) AS r, CAST(0.1 + 0.2 AS STRING) AS text;
