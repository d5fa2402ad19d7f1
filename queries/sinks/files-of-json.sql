-- description: A filesystem sink writes one JSON object a line, columns in order, NULL as null.
-- input t: inline
--   {"a":1,"b":"x\"y","c":1.50,"d":"2026-01-01 00:00:00.120"}
--   {"a":null,"b":null,"c":null,"d":null}
CREATE TABLE t (a BIGINT, b STRING, c DECIMAL(10, 2), d TIMESTAMP(3));
CREATE TABLE s (a BIGINT, b STRING, c DECIMAL(10, 2), d TIMESTAMP(3)) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO s SELECT * FROM t;
