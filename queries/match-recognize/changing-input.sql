-- description: Rows that change cannot be matched.
-- expect error
CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
SELECT * FROM (SELECT k, v, ts FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY v) = 1) MATCH_RECOGNIZE (ORDER BY ts MEASURES A.v AS a AFTER MATCH SKIP TO NEXT ROW PATTERN (A B) DEFINE A AS v = 1);
