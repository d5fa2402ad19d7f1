-- description: Names keep their case and are found whatever the case they are written in.
-- input t: inline
--   {"UserName":"ada"}
CREATE TABLE t (UserName STRING);
SELECT username, T.USERNAME AS Again, `UserName` FROM T;
