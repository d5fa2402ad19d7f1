-- description: Integer division truncates towards zero and the remainder has the sign of the dividend.
SELECT a, b, a / b AS q, a % b AS r, MOD(a, b) AS m FROM (VALUES (7, 2), (-7, 2), (7, -2), (-7, -2)) AS t (a, b);
