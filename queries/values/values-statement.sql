-- description: VALUES by itself is a query with generated column names.
VALUES (1, 'a'), (2, 'b');
