-- description: Metadata is that of the connector and of the format of the value.
-- expect error
CREATE TABLE d (k STRING, db STRING METADATA FROM 'value.source.database' VIRTUAL, u AS UPPER(db)) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'debezium-json');
SELECT k, u FROM d;
CREATE TABLE a (k STRING, db STRING METADATA FROM 'source.database' VIRTUAL) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'debezium-json');
CREATE TABLE b (k STRING, db STRING METADATA FROM 'value.source.database' VIRTUAL) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json');
CREATE TABLE c (k STRING, made TIMESTAMP(3) METADATA FROM 'value.event-timestamp' VIRTUAL) WITH ('connector' = 'kafka', 'topic' = 't', 'properties.bootstrap.servers' = 'h:1', 'value.format' = 'canal-json');
