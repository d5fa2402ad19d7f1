-- A year of hourly weather at New York's three airports: the average temperature of each day, and a 7-day moving
-- average that is renewed each day.
--
-- The input is a directory of monthly files, each in time order, read as one sequence. (As the one file it was
-- published as it is sorted by airport, and two thirds of its rows would be late.) A missing temperature is the text
-- NA; it is read as NULL because the whole field is NA, so no airport code that contains those letters is lost.
-- A day is a day in New York, daylight saving included: time_hour is an instant, windows follow the session zone.
SET 'table.local-time-zone' = 'America/New_York';

CREATE TABLE weather (
  origin     STRING,
  `year` INT, `month` INT, `day` INT, `hour` INT,
  temp       DOUBLE,
  dewp DOUBLE, humid DOUBLE, wind_dir DOUBLE, wind_speed DOUBLE, wind_gust DOUBLE,
  precip DOUBLE, pressure DOUBLE, visib DOUBLE,
  time_hour  TIMESTAMP_LTZ(3),
  WATERMARK FOR time_hour AS time_hour - INTERVAL '1' HOUR
) WITH (
  'connector' = 'filesystem',
  'path' = 'queries/data/weather',
  'format' = 'csv',
  'csv.header' = 'true',
  'csv.null-literal' = 'NA'
);

SELECT origin, CAST(window_start AS DATE) AS `day`, ROUND(AVG(temp), 2) AS avg_temp, COUNT(*) AS hours
FROM TUMBLE(TABLE weather, DESCRIPTOR(time_hour), INTERVAL '1' DAY)
WHERE temp IS NOT NULL
GROUP BY origin, window_start, window_end;

SELECT origin, CAST(window_end AS DATE) AS `until`, ROUND(AVG(temp), 2) AS avg_temp_7_days
FROM HOP(TABLE weather, DESCRIPTOR(time_hour), INTERVAL '1' DAY, INTERVAL '7' DAY)
WHERE temp IS NOT NULL
GROUP BY origin, window_start, window_end;
