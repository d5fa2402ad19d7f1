-- description: ARRAY, MAP and ROW make nested values.
SELECT ARRAY[1, 2, NULL] AS a, MAP['k', 1, 'l', 2] AS m, ROW(1, 'x') AS r, ARRAY[1, 2][2] AS second, CARDINALITY(MAP['a', 1]) AS n;
