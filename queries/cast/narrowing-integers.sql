-- description: A CAST to a smaller integer that does not fit is an error, NULL with TRY_CAST; a fraction is cut.
SELECT TRY_CAST(300 AS TINYINT) AS t, TRY_CAST(-128 AS TINYINT) AS ok, TRY_CAST(1E10 AS INT) AS big, CAST(-2.9E0 AS INT) AS cut, TRY_CAST(CAST('NaN' AS DOUBLE) AS INT) AS nan, CAST(TRUE AS INT) AS one;
