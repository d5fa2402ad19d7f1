-- description: An aggregate in WHERE belongs into HAVING; an aggregate inside an aggregate is refused.
-- expect error
CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'datagen');
SELECT k FROM t WHERE COUNT(*) > 1 GROUP BY k;
SELECT SUM(COUNT(*)) AS s FROM t;
