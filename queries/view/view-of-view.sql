-- description: A view stands for its query, also below another view.
-- input t: inline
--   {"n":1}
--   {"n":2}
--   {"n":3}
--   {"n":4}
CREATE TABLE t (n INT);
CREATE VIEW even AS SELECT n FROM t WHERE MOD(n, 2) = 0;
CREATE VIEW even_square (square) AS SELECT n * n FROM even;
SELECT square FROM even_square WHERE square > 4;
