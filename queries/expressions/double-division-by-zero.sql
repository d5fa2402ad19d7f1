-- description: DOUBLE division by zero is Infinity or NaN; NaN equals itself and is greater than all others.
SELECT x / 0 AS q, x / 0 = x / 0 AS same, x / 0 > 1E300 AS above FROM (VALUES (1E0), (-1E0), (0E0)) AS t (x);
