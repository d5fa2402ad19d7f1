-- description: Leap days, the year 1 and the year 9999 work.
SELECT DATE '0001-01-01' AS first_day, TIMESTAMP '9999-12-31 23:59:59.999' AS last_ms, DATE '2000-02-29' + INTERVAL '1' YEAR AS a_year_on, DATE '1900-03-01' - INTERVAL '1' DAY AS day_before, TIMESTAMPDIFF(DAY, DATE '1900-02-28', DATE '1900-03-01') AS days;
