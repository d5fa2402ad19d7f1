-- description: A row that appears on the right later is taken back from EXCEPT; counts of an updating input move with it.
-- batch-rows: 1
-- input orders: inline
--   {"item":"tea"}
--   {"item":"tea"}
--   {"item":"ink"}
-- input sold: inline
--   {"item":"tea","n":1}
--   {"item":"tea","n":2}
CREATE TABLE orders (item STRING);
CREATE TABLE sold (item STRING, n BIGINT);
SELECT item, COUNT(*) AS n FROM orders GROUP BY item EXCEPT SELECT item, n FROM sold;
