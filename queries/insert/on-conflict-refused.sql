-- description: ON CONFLICT DO NOTHING and DO ERROR are refused, with what to write instead.
-- expect error
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at) WITH ('connector' = 'datagen');
CREATE TABLE s (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 's.db', 'table-name' = 's');
INSERT INTO s SELECT k, COUNT(*) FROM t GROUP BY k ON CONFLICT DO NOTHING;
INSERT INTO s SELECT k, COUNT(*) FROM t GROUP BY k ON CONFLICT DO ERROR;
