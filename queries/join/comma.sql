-- description: Tables in a row with WHERE are joined by what WHERE says is equal.
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
SELECT o.id, u.name, p.id AS pid FROM orders o, users u, orders p WHERE o.k = u.k AND p.k = u.k AND o.v >= p.v;
