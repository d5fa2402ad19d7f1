-- description: What EMIT cannot do says so.
-- expect error
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at) WITH ('connector' = 'datagen');
SELECT k, COUNT(*) FROM t GROUP BY k EMIT FINAL;
SELECT k, COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end EMIT PERIODIC INTERVAL '0' SECOND;
SELECT k, COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '1' MONTH;
SET 'window.allowed-lateness' = '10 s';
SELECT k, COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end EMIT FINAL;
