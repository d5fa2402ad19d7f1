-- description: Processing time does not order the rows of a batch.
-- expect error
CREATE TABLE t (x INT, pt AS PROCTIME()) WITH ('connector' = 'datagen');
SELECT * FROM t MATCH_RECOGNIZE (ORDER BY pt MEASURES A.x AS a AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE A AS x = 1);
