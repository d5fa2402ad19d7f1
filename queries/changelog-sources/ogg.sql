-- description: Events as GoldenGate writes them; its times are texts with microseconds, read in the zone of the session.
-- batch-rows: 1
-- settings: table.local-time-zone=UTC
-- input t: inline
--   {"table":"OGG.PRODUCTS","op_type":"I","op_ts":"2020-05-13 15:40:06.000123","current_ts":"2020-05-13T15:40:07.456000","pos":"00000000000000000000143","primary_keys":["ID"],"after":{"ID":9223372036854775807,"NAME":"scooter","WEIGHT":5.15}}
--   {"table":"OGG.PRODUCTS","op_type":"U","op_ts":"2020-05-13 15:40:08.000123","current_ts":"2020-05-13T15:40:09.456000","pos":"00000000000000000000143","primary_keys":["ID"],"before":{"ID":9223372036854775807,"NAME":"scooter","WEIGHT":5.15},"after":{"ID":9223372036854775807,"NAME":"scooter","WEIGHT":null}}
--   {"table":"OGG.PRODUCTS","op_type":"D","op_ts":"2020-05-13 15:40:10.000123","current_ts":"2020-05-13T15:40:11.456000","pos":"00000000000000000000143","primary_keys":["ID"],"before":{"ID":9223372036854775807,"NAME":"scooter","WEIGHT":null}}
CREATE TABLE t (ID BIGINT, NAME STRING, WEIGHT DECIMAL(10, 2),
  tab STRING METADATA FROM 'value.table' VIRTUAL,
  pk ARRAY<STRING> METADATA FROM 'value.primary-keys' VIRTUAL,
  read_at TIMESTAMP_LTZ(6) METADATA FROM 'value.ingestion-timestamp' VIRTUAL,
  made_at TIMESTAMP_LTZ(6) METADATA FROM 'value.event-timestamp' VIRTUAL,
  PRIMARY KEY (ID) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'ogg-json');
SELECT ID, NAME, WEIGHT FROM t;
SELECT ID, tab, pk, read_at, made_at FROM t;
