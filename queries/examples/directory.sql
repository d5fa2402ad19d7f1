-- Text files dropped into a directory: the average per sensor and minute of *event time*, the time that stands in each
-- line, whenever its file arrives. Drop files into queries/data/dropped while it runs; ctrl-C ends it. Move a file in whole, or
-- write it under a name that begins with a dot or an underscore and rename it: a file that grows after it was read is an error.
--
-- What the lines may hold, and what becomes of them:
--   s1,21.5,2026-01-01 00:00:01     counted
--   s1,NA,2026-01-01 00:00:03       NA is NULL: filtered, because the whole field is NA
--   NAIROBI,21.5,2026-01-01 00:00:05  counted: the letters NA inside a name mean nothing
--   s1,20.9                         a short line: bad, kept with its place in the table bad_rows, never silent
--   sensor,temperature,at           a header in the middle of nowhere: bad as well, "temperature" is no number
CREATE TABLE dropped (
  sensor STRING,
  temperature DOUBLE,
  at TIMESTAMP(3),
  WATERMARK FOR at AS at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'filesystem',
  'path' = 'queries/data/dropped',
  'format' = 'csv',
  'csv.null-literal' = 'NA',
  'source.monitor-interval' = '1 s',
  'on-error' = 'skip'
);

SELECT window_start, sensor, ROUND(AVG(temperature), 2) AS average, COUNT(*) AS readings
FROM TUMBLE(TABLE dropped, DESCRIPTOR(at), INTERVAL '1' MINUTE)
WHERE temperature IS NOT NULL
GROUP BY window_start, window_end, sensor;
