-- description: CASE without a branch that is TRUE and without ELSE is NULL; a NULL condition is not TRUE; CASE x WHEN NULL never matches.
SELECT v, CASE WHEN v > 1 THEN 'big' END AS searched, CASE v WHEN NULL THEN 'null' WHEN 1 THEN 'one' END AS simple
FROM (VALUES (1), (2), (CAST(NULL AS INT))) AS t (v);
