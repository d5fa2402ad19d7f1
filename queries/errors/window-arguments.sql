-- description: Wrong arguments of window functions: no size, a negative size, a size of zero, an unknown column, an unknown argument name.
-- expect error
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
SELECT v FROM TUMBLE(TABLE t, DESCRIPTOR(ts));
SELECT v FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '-5' SECOND);
SELECT v FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '0' SECOND);
SELECT v FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND);
SELECT v FROM TUMBLE(TABLE t, DESCRIPTOR(tss), INTERVAL '5' SECOND);
SELECT v FROM TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZ => INTERVAL '5' SECOND);
