-- description: CAST between TIMESTAMP and TIMESTAMP_LTZ goes through the session zone; a time that the clocks skip moves forward by the gap, one that comes twice is the first pass.
-- settings: table.local-time-zone=Europe/Berlin
SELECT ts, TIMESTAMPDIFF(MINUTE, TO_TIMESTAMP_LTZ(0, 3), CAST(ts AS TIMESTAMP_LTZ(3))) % 1440 AS minute_of_utc_day, CAST(ts AS TIMESTAMP_LTZ(3)) AS there, CAST(CAST(ts AS TIMESTAMP_LTZ(3)) AS TIMESTAMP(3)) AS back
FROM (VALUES (TIMESTAMP '2024-07-01 12:00:00'), (TIMESTAMP '2024-03-31 02:30:00'), (TIMESTAMP '2024-10-27 02:30:00')) AS t (ts);
