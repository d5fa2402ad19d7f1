-- description: A cross join pairs every row with every row.
-- input orders: inline retract
--   +I [1,"a",10]
--   +I [2,"b",20]
--   +I [3,null,30]
--   +I [4,"a",40]
--   -U [2,"b",20]
--   +U [2,"c",20]
--   -D [4,"a",40]
--   +I [5,"a",50]
--   +I [5,"a",50]
-- input users: inline retract
--   +I ["a","Ann"]
--   +I ["c","Cid"]
--   +I ["c","Cleo"]
--   +I [null,"Nul"]
--   -D ["a","Ann"]
--   +I ["d","Dan"]
--   -D ["c","Cid"]
--   +I ["a","Abe"]
--   -D ["d","Dan"]
CREATE TABLE orders (id INT, k STRING, v INT);
CREATE TABLE users (k STRING, name STRING);
SELECT o.id, u.name FROM orders o CROSS JOIN users u WHERE o.v < 30;
