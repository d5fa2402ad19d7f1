-- description: A LATERAL query reads columns of the table before it.
-- input orders: inline retract
--   +I [1,"a",10]
--   +I [2,"b",20]
--   +I [3,null,30]
--   +I [4,"a",40]
--   -D [4,"a",40]
-- input users: inline retract
--   +I ["a","Ann"]
--   +I ["a","Abe"]
--   +I ["b","Bo"]
--   -D ["b","Bo"]
CREATE TABLE orders (id INT, k STRING, v INT);
CREATE TABLE users (k STRING, name STRING);
SELECT o.id, x.n FROM orders o CROSS JOIN LATERAL (SELECT UPPER(name) AS n FROM users u WHERE u.k = o.k) AS x WHERE o.v < 25;
SELECT o.id, x.c FROM orders o LEFT JOIN LATERAL (SELECT u.k, COUNT(*) AS c FROM users u WHERE u.k = o.k GROUP BY u.k) AS x ON TRUE;
