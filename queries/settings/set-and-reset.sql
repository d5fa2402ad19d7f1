-- description: SET changes a setting for the statements after it, RESET takes it back.
SET 'table.local-time-zone' = 'Asia/Tokyo';
SELECT TO_TIMESTAMP_LTZ(0, 3) AS epoch;
RESET 'table.local-time-zone';
SET 'table.local-time-zone' = 'America/New_York';
SELECT TO_TIMESTAMP_LTZ(0, 3) AS epoch;
