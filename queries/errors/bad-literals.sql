-- description: A date, time or interval that does not exist is an error where it is written.
-- expect error
SELECT DATE '2026-02-30' AS d;
SELECT TIMESTAMP '2026-01-01 25:00:00' AS t;
SELECT INTERVAL 'x' DAY AS i;
SELECT 99999999999999999999999999999999999999999 AS n;
