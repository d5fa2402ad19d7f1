-- description: Unknown tables and functions get the nearest names.
-- expect error
CREATE TABLE orders (id INT) WITH ('connector' = 'datagen');
SELECT id FROM order_s;
SELECT COALESC(id, 0) AS c FROM orders;
