-- description: SHOW CREATE TABLE prints a statement that makes the table again; secrets stay references.
CREATE TABLE t (id BIGINT NOT NULL COMMENT 'the id', at TIMESTAMP(3), twice AS id * 2, PRIMARY KEY (id) NOT ENFORCED, WATERMARK FOR at AS at - INTERVAL '1' MINUTE) COMMENT 'a table' WITH ('connector' = 'datagen', 'number-of-rows' = '3');
SHOW CREATE TABLE t;
