-- description: A windowed and an updating aggregate of one source run side by side; a row late for the window counts in the total.
-- input t: inline
--   {"v":1,"ts":"2026-01-01 00:00:01"}
--   {"v":2,"ts":"2026-01-01 00:00:15"}
--   {"v":4,"ts":"2026-01-01 00:00:02"}
CREATE TABLE t (v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE windows (ws TIMESTAMP(3), s INT);
CREATE TABLE total (s INT, n BIGINT);
INSERT INTO windows SELECT window_start, SUM(v) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
INSERT INTO total SELECT SUM(v), COUNT(*) FROM t;
