-- description: DECIMAL arithmetic is exact; the scale of a sum is the greater one, of a product the sum of both.
SELECT a + b AS plus, a - b AS minus, a * b AS times, a / b AS div, a % b AS rest FROM (VALUES (CAST(10.25 AS DECIMAL(10, 2)), CAST(3.1 AS DECIMAL(5, 1))), (CAST(-0.05 AS DECIMAL(10, 2)), CAST(0.3 AS DECIMAL(5, 1)))) AS t (a, b);
