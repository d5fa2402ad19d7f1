-- description: An unknown column gets the nearest name, the columns there are and the repaired statement.
-- expect error
CREATE TABLE weather (origin STRING, temperature DOUBLE) WITH ('connector' = 'datagen');
SELECT origin, AVG(temprature) AS a FROM weather GROUP BY origin;
