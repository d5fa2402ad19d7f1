-- description: Unary minus binds before *, * before +, + before comparison, comparison before NOT, NOT before AND, AND before OR.
SELECT 2 + 3 * 4 AS a, (2 + 3) * 4 AS b, -2 * -3 AS c, NOT 1 = 2 AND 2 = 2 AS d, TRUE OR FALSE AND FALSE AS e, 10 - 4 - 3 AS f, 7 - 2 * 3 % 4 AS g;
