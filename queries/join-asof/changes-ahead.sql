-- description: The nearest row ahead, compared with an expression; rows without one are not there.
-- input l: inline retract
--   +I ["a",1,30]
--   +I ["a",1,30]
--   +I ["a",2,10]
--   +I ["b",3,50]
--   +I [null,4,1]
--   +I ["a",5,null]
--   -D ["a",1,30]
--   -U ["a",2,10]
--   +U ["a",2,40]
-- input r: inline retract
--   +I ["a",100,20]
--   +I ["a",101,25]
--   +I ["a",102,25]
--   +I ["a",101,25]
--   +I ["a",103,35]
--   -D ["a",103,35]
--   -D ["a",101,25]
--   -D ["a",101,25]
--   -D ["a",102,25]
--   +I [null,104,0]
--   +I ["b",105,50]
CREATE TABLE l (k STRING, v INT, p INT);
CREATE TABLE r (k STRING, w INT, p INT);
SELECT l.k, l.v, r.w FROM l ASOF JOIN r ON l.k = r.k AND l.p <= r.p + 10;
