-- description: CAST of a text takes blanks around it; what is no value of the type is NULL with TRY_CAST.
SELECT s, TRY_CAST(s AS INT) AS i, TRY_CAST(s AS DOUBLE) AS d, TRY_CAST(s AS BOOLEAN) AS b
FROM (VALUES (' 12 '), ('1e3'), ('true'), ('2026-02-28'), ('2026-02-30'), (''), ('12abc')) AS t (s);
