-- description: Times are read with a blank or a T between date and time; an instant may end with Z or an offset.
-- input t: inline
--   {"d":"2026-02-28","t":"01:02:03","ts":"2026-01-01 00:00:00.5","z":"2026-01-01T00:00:00Z"}
--   {"d":"1600-02-29","t":"23:59:59","ts":"2026-01-01T00:00:00","z":"2026-01-01 00:00:00+02:00"}
CREATE TABLE t (d DATE, t TIME, ts TIMESTAMP(3), z TIMESTAMP_LTZ(3));
SELECT d, t, ts, z FROM t;
