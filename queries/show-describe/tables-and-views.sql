-- description: SHOW TABLES lists tables and views, SHOW VIEWS the views, DESCRIBE the columns of either.
CREATE TABLE b (id BIGINT NOT NULL, at TIMESTAMP_LTZ(3) COMMENT 'when', twice AS id * 2, PRIMARY KEY (id) NOT ENFORCED, WATERMARK FOR at AS at - INTERVAL '1' MINUTE) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE a (x ROW<p INT, q ARRAY<STRING>>) WITH ('connector' = 'datagen');
CREATE VIEW v AS SELECT id, twice FROM b;
SHOW TABLES;
SHOW VIEWS;
DESCRIBE b;
DESCRIBE a;
DESC v;
