-- description: Lengths and positions count code points, not bytes or halves of surrogate pairs; texts compare by code point.
SELECT CHAR_LENGTH('ä😀b') AS n, SUBSTRING('ä😀b', 2, 1) AS s, POSITION('b' IN 'ä😀b') AS p, LEFT('😀😀x', 2) AS l, REVERSE('a😀b') AS r, UPPER('äöü') AS u, '｡' < '😀' AS by_code_point, 'Z' < 'a' AS capitals_first;
