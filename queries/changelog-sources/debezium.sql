-- description: Events as Debezium writes them, without a schema: snapshot, insert, update, delete and a tombstone; 64 bits, decimals as texts, NULL, unicode; and what stands beside the rows.
-- batch-rows: 1
-- settings: table.local-time-zone=UTC
-- input t: inline
--   {"before":null,"after":{"id":9223372036854775807,"name":"скутер 🛵 \"2\"","price":"12345678901234.56"},"source":{"version":"3.1.0.Final","connector":"mysql","name":"dbserver1","ts_ms":1465581029000,"snapshot":"false","db":"inventory","sequence":null,"ts_us":1465581029000000,"ts_ns":1465581029000000000,"table":"products","server_id":223344,"gtid":null,"file":"mysql-bin.000003","pos":154,"row":0,"thread":7,"query":null},"transaction":null,"op":"r","ts_ms":1465581029523,"ts_us":1465581029523000,"ts_ns":1465581029523000000}
--   {"before":null,"after":{"id":102,"name":null,"price":"0.10"},"source":{"version":"3.1.0.Final","connector":"mysql","name":"dbserver1","ts_ms":1465581030000,"snapshot":"false","db":"inventory","sequence":null,"ts_us":1465581030000000,"ts_ns":1465581030000000000,"table":"products","server_id":223344,"gtid":null,"file":"mysql-bin.000003","pos":484,"row":0,"thread":7,"query":null},"transaction":null,"op":"c","ts_ms":1465581030523,"ts_us":1465581030523000,"ts_ns":1465581030523000000}
--   {"before":{"id":9223372036854775807,"name":"скутер 🛵 \"2\"","price":"12345678901234.56"},"after":{"id":9223372036854775807,"name":"скутер 🛵 \"2\"","price":null},"source":{"version":"3.1.0.Final","connector":"mysql","name":"dbserver1","ts_ms":1465581031000,"snapshot":"false","db":"inventory","sequence":null,"ts_us":1465581031000000,"ts_ns":1465581031000000000,"table":"products","server_id":223344,"gtid":null,"file":"mysql-bin.000003","pos":500,"row":0,"thread":7,"query":null},"transaction":null,"op":"u","ts_ms":1465581031523,"ts_us":1465581031523000,"ts_ns":1465581031523000000}
--   {"before":{"id":102,"name":null,"price":"0.10"},"after":null,"source":{"version":"3.1.0.Final","connector":"mysql","name":"dbserver1","ts_ms":1465581032000,"snapshot":"false","db":"inventory","sequence":null,"ts_us":1465581032000000,"ts_ns":1465581032000000000,"table":"products","server_id":223344,"gtid":null,"file":"mysql-bin.000003","pos":600,"row":0,"thread":7,"query":null},"transaction":null,"op":"d","ts_ms":1465581032523,"ts_us":1465581032523000,"ts_ns":1465581032523000000}
--   null
CREATE TABLE t (id BIGINT, name STRING, price DECIMAL(16, 2),
  read_at TIMESTAMP_LTZ(3) METADATA FROM 'value.ingestion-timestamp' VIRTUAL,
  made_at TIMESTAMP_LTZ(3) METADATA FROM 'value.source.timestamp' VIRTUAL,
  db STRING METADATA FROM 'value.source.database' VIRTUAL,
  ns STRING METADATA FROM 'value.source.schema' VIRTUAL,
  tab STRING METADATA FROM 'value.source.table' VIRTUAL,
  props MAP<STRING, STRING> METADATA FROM 'value.source.properties' VIRTUAL,
  sch STRING METADATA FROM 'value.schema' VIRTUAL,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'debezium-json');
SELECT id, name, price FROM t;
SELECT id, price, read_at, made_at, db, ns, tab, props['file'] AS f, props['pos'] AS pos, props['ts_ns'] AS ns_text, CHAR_LENGTH(sch) AS schema_length FROM t;
