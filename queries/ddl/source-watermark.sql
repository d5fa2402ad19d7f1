-- description: No connector brings a watermark of its own; the message names it and says what to write.
-- expect error
CREATE TABLE t (x INT, ts TIMESTAMP(3), WATERMARK FOR ts AS SOURCE_WATERMARK()) WITH ('connector' = 'datagen');
