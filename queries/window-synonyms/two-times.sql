-- description: Without a time column there must be exactly one time attribute
-- expect error
CREATE TABLE t (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
CREATE TABLE u (k STRING, x INT) WITH ('connector' = 'datagen');
SELECT COUNT(*) FROM (SELECT a.ts, b.ts AS other FROM t a JOIN t b ON a.k = b.k AND a.ts BETWEEN b.ts AND b.ts + INTERVAL '1' HOUR) AS q GROUP BY tumble(interval '1 minute');
SELECT COUNT(*) FROM u WINDOW TUMBLING (SIZE 1 MINUTE);
