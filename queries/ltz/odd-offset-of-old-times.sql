-- description: Before standard time a zone had its local mean time, whose offset has seconds.
-- settings: table.local-time-zone=Europe/Paris
SELECT CAST(TO_TIMESTAMP_LTZ(-2500000000000, 3) AS TIMESTAMP(3)) AS local_time, TO_TIMESTAMP_LTZ(-2500000000000, 3) AS instant;
