-- description: Windows of months and years are refused, with what to write instead.
-- expect error
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
SELECT window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MONTH) GROUP BY window_start, window_end;
