-- description: INSERT widens numbers to the type of the column and casts TIMESTAMP to TIMESTAMP_LTZ through the session zone.
-- settings: table.local-time-zone=Asia/Tokyo
CREATE TABLE s (a BIGINT, b DOUBLE, c DECIMAL(10, 2), d TIMESTAMP_LTZ(3), e TIMESTAMP(0));
INSERT INTO s VALUES (1, 2, 3, TIMESTAMP '2026-01-01 09:00:00', TIMESTAMP '2026-01-01 00:00:00.999'), (NULL, NULL, NULL, NULL, NULL);
