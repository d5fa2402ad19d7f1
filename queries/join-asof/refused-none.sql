-- description: A comparison is needed
-- expect error
CREATE TABLE l (k STRING, v INT, s STRING, ts TIMESTAMP(3)) WITH ('connector' = 'datagen');
CREATE TABLE r (k STRING, w INT, s STRING, ts TIMESTAMP(3)) WITH ('connector' = 'datagen');
SELECT 1 FROM l ASOF JOIN r USING (k);
