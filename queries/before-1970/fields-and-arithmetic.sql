-- description: Fields, casts and floors of times before 1970 are right, with fractions too.
SELECT EXTRACT(SECOND FROM ts) AS sec, EXTRACT(YEAR FROM ts) AS y, FLOOR(ts TO DAY) AS d, CEIL(ts TO HOUR) AS h, CAST(ts AS DATE) AS day_of, ts + INTERVAL '1' DAY AS next, DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss.SSS') AS f
FROM (VALUES (TIMESTAMP '1969-12-31 23:59:59.250'), (TIMESTAMP '1600-02-29 12:00:00.001')) AS t (ts);
