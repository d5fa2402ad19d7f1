-- description: A watermark needs a column of TIMESTAMP or TIMESTAMP_LTZ with a precision of at most 3.
-- expect error
CREATE TABLE a (ts STRING, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
CREATE TABLE b (ts TIMESTAMP(6), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');
CREATE TABLE c (ts TIMESTAMP(3), WATERMARK FOR tz AS tz) WITH ('connector' = 'datagen');
CREATE TABLE d (ts TIMESTAMP(3), WATERMARK FOR ts AS 1) WITH ('connector' = 'datagen');
