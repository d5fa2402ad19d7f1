-- description: BIGINT arithmetic beyond 2^53 is exact; division and remainder too.
SELECT a + 1 AS plus, a - 1 AS minus, a * 3 AS times, a / 7 AS div, a % 10 AS rest, -a AS neg FROM (VALUES (9007199254740993), (1234567890123456789)) AS t (a);
