-- Sensors that report 50 rows a second, some out of order, a few too late: the average of each sensor over 10 seconds,
-- printed as each window closes, until ctrl-C. The closing summary says how many rows were late.
CREATE TABLE readings (
  sensor INT,
  temperature DOUBLE,
  at TIMESTAMP_LTZ(3),
  WATERMARK FOR at AS at - INTERVAL '2' SECOND
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '50',
  'fields.sensor.min' = '1',
  'fields.sensor.max' = '4',
  'fields.temperature.min' = '15',
  'fields.temperature.max' = '25',
  'fields.at.max-past' = '4 s'
);

SELECT window_end, sensor, COUNT(*) AS readings, ROUND(AVG(temperature), 2) AS average
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '10' SECOND)
GROUP BY window_start, window_end, sensor;
