-- description: AND, OR and NOT over TRUE, FALSE and NULL follow three-valued logic.
SELECT a, b, a AND b AS a_and_b, a OR b AS a_or_b, NOT a AS not_a
FROM (VALUES (TRUE, TRUE), (TRUE, FALSE), (TRUE, CAST(NULL AS BOOLEAN)), (FALSE, FALSE), (FALSE, NULL), (NULL, NULL), (NULL, TRUE), (NULL, FALSE)) AS t (a, b);
