-- description: Without an equality all rows of the right side are asked; DECIMAL and BIGINT are compared exactly.
-- input l: inline
--   {"v":9007199254740993}
--   {"v":9007199254740995}
--   {"v":1}
-- input r: inline
--   {"w":9007199254740992}
--   {"w":9007199254740994}
--   {"w":9007199254740993}
CREATE TABLE l (v BIGINT);
CREATE TABLE r (w DECIMAL(20, 1));
SELECT v, w FROM l LEFT ASOF JOIN r ON v > w;
