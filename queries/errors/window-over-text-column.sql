-- description: A window over a column that is no time at all is an error of its own.
-- expect error
CREATE TABLE t (v INT, ts STRING) WITH ('connector' = 'datagen');
SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
