-- description: Events as Canal writes them: several rows in one event, all values as texts, DDL; and what stands beside the rows.
-- batch-rows: 1
-- settings: table.local-time-zone=UTC
-- input t: inline
--   {"data":null,"database":"inventory","es":1589373500000,"id":9,"isDdl":true,"mysqlType":null,"old":null,"pkNames":null,"sql":"create table products (id bigint primary key)","sqlType":null,"table":"products","ts":1589373500798,"type":"CREATE"}
--   {"data":null,"database":"inventory","es":1589373510000,"id":9,"isDdl":true,"mysqlType":null,"old":null,"pkNames":null,"sql":"alter table products add weight decimal(10,3)","sqlType":null,"table":"products","ts":1589373510798,"type":"ALTER"}
--   {"data":[{"id":"9223372036854775807","name":"größer","weight":"5.150"},{"id":"2","name":null,"weight":null}],"database":"inventory","es":1589373560000,"id":9,"isDdl":false,"mysqlType":{"id":"BIGINT","name":"VARCHAR(255)","weight":"DECIMAL(10,3)"},"old":null,"pkNames":["id"],"sql":"","sqlType":{"id":-5,"name":12,"weight":3},"table":"products","ts":1589373560798,"type":"INSERT"}
--   {"data":[{"id":"9223372036854775807","name":"größer","weight":"5.180"},{"id":"2","name":"ж","weight":null}],"database":"inventory","es":1589373570000,"id":9,"isDdl":false,"mysqlType":{"id":"BIGINT","name":"VARCHAR(255)","weight":"DECIMAL(10,3)"},"old":[{"weight":"5.150"},{"name":null}],"pkNames":["id"],"sql":"","sqlType":{"id":-5,"name":12,"weight":3},"table":"products","ts":1589373570798,"type":"UPDATE"}
--   {"data":[{"id":"2","name":"ж","weight":null}],"database":"inventory","es":1589373580000,"id":9,"isDdl":false,"mysqlType":{"id":"BIGINT","name":"VARCHAR(255)","weight":"DECIMAL(10,3)"},"old":null,"pkNames":["id"],"sql":"","sqlType":{"id":-5,"name":12,"weight":3},"table":"products","ts":1589373580798,"type":"DELETE"}
CREATE TABLE t (id BIGINT, name STRING, weight DECIMAL(10, 3),
  db STRING METADATA FROM 'value.database' VIRTUAL,
  tab STRING METADATA FROM 'value.table' VIRTUAL,
  types MAP<STRING, INT> METADATA FROM 'value.sql-type' VIRTUAL,
  pk ARRAY<STRING> METADATA FROM 'value.pk-names' VIRTUAL,
  read_at TIMESTAMP_LTZ(3) METADATA FROM 'value.ingestion-timestamp' VIRTUAL,
  made_at TIMESTAMP_LTZ(3) METADATA FROM 'value.event-timestamp' VIRTUAL,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'canal-json');
SELECT id, name, weight FROM t;
SELECT id, db, tab, types['name'] AS sql_type, pk, read_at, made_at FROM t;
