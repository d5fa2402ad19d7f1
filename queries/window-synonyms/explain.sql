-- description: EXPLAIN shows the base form
CREATE TABLE t (k STRING, x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
EXPLAIN SELECT window.start, COUNT(*) AS n FROM t GROUP BY window(ts, '1 minute');
