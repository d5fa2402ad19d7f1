-- description: LIKE copies the columns and the watermark of another table; the columns of the new one follow them.
CREATE TABLE readings (sensor STRING, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '5' SECOND) WITH ('connector' = 'datagen');
CREATE TABLE more (note STRING) LIKE readings;
DESCRIBE more;
