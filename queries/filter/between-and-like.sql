-- description: BETWEEN includes both ends and is empty when they are crossed; LIKE matches the whole text, with an escape.
-- input t: inline
--   {"n":1,"s":"10%"}
--   {"n":5,"s":"100"}
--   {"n":9,"s":"a_c"}
--   {"n":null,"s":null}
CREATE TABLE t (n INT, s STRING);
SELECT n FROM t WHERE n BETWEEN 1 AND 5;
SELECT n FROM t WHERE n BETWEEN 5 AND 1;
SELECT n FROM t WHERE n BETWEEN SYMMETRIC 5 AND 1;
SELECT s FROM t WHERE s LIKE '10_';
SELECT s FROM t WHERE s LIKE '%!%' ESCAPE '!' OR s LIKE 'a!_c' ESCAPE '!';
SELECT s FROM t WHERE s ILIKE 'A_C';
