-- description: One comparison only
-- expect error
CREATE TABLE l (k STRING, v INT, s STRING, ts TIMESTAMP(3)) WITH ('connector' = 'datagen');
CREATE TABLE r (k STRING, w INT, s STRING, ts TIMESTAMP(3)) WITH ('connector' = 'datagen');
SELECT 1 FROM l ASOF JOIN r ON l.k = r.k AND l.ts BETWEEN r.ts AND r.ts + INTERVAL '1' HOUR;
