-- description: A computed column is evaluated from the physical columns of its row and can be used as any other.
-- input orders: inline
--   {"item":"pen","price":"1.25","amount":4}
--   {"item":"ink","price":"10.00","amount":null}
CREATE TABLE orders (item STRING, price DECIMAL(10, 2), amount INT, total AS price * amount);
SELECT item, total, total > 4 AS is_large FROM orders;
