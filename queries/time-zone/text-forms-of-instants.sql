-- description: A source reads instants with Z or an offset; without either the text is in UTC for TO_TIMESTAMP_LTZ and in the session zone for CAST.
-- settings: table.local-time-zone=Asia/Tokyo
SELECT TO_TIMESTAMP_LTZ('2026-01-01 00:00:00') AS function_reads_utc, CAST('2026-01-01 00:00:00' AS TIMESTAMP_LTZ(3)) AS cast_reads_session;
