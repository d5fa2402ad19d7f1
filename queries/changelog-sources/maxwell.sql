-- description: Events as Maxwell writes them, a bootstrap of rows that are there among them; its times count seconds.
-- batch-rows: 1
-- settings: table.local-time-zone=UTC
-- input t: inline
--   {"database":"test","table":"product","type":"bootstrap-start","ts":1596684800,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{}}
--   {"database":"test","table":"product","type":"bootstrap-insert","ts":1596684801,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{"id":1,"name":"old","weight":1.5}}
--   {"database":"test","table":"product","type":"bootstrap-complete","ts":1596684802,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{}}
--   {"database":"test","table":"product","type":"insert","ts":1596684883,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{"id":9223372036854775807,"name":"三輪車","weight":3.14}}
--   {"database":"test","table":"product","type":"update","ts":1596684897,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{"id":9223372036854775807,"name":"三輪車","weight":5.17},"old":{"weight":3.14}}
--   {"database":"test","table":"product","type":"update","ts":1596684898,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{"id":1,"name":"new","weight":null},"old":{"name":"old","weight":1.5}}
--   {"database":"test","table":"product","type":"delete","ts":1596684900,"xid":7125,"commit":true,"primary_key_columns":["id"],"data":{"id":1,"name":"new","weight":null}}
CREATE TABLE t (id BIGINT, name STRING, weight DECIMAL(10, 2),
  db STRING METADATA FROM 'value.database' VIRTUAL,
  tab STRING METADATA FROM 'value.table' VIRTUAL,
  pk ARRAY<STRING> METADATA FROM 'value.primary-key-columns' VIRTUAL,
  read_at TIMESTAMP_LTZ(3) METADATA FROM 'value.ingestion-timestamp' VIRTUAL,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'maxwell-json');
SELECT id, name, weight FROM t;
SELECT id, db, tab, pk, read_at FROM t;
