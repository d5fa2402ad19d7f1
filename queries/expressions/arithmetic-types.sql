-- description: Arithmetic takes the wider of the two integer types; with a DOUBLE it is DOUBLE, with a DECIMAL it is DECIMAL.
SELECT CAST(1 AS TINYINT) + CAST(1 AS SMALLINT) AS small, 1 + CAST(1 AS BIGINT) AS big, 1 + 1.5 AS dec, 1 + 1.5E0 AS dbl, -CAST(1 AS TINYINT) AS neg;
