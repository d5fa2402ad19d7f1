-- description: A text longer than the VARCHAR of the sink is an error, not a silent cut.
-- expect error
-- input t: inline
--   {"a":"abc"}
--   {"a":"abcd"}
CREATE TABLE t (a STRING);
CREATE TABLE s (a VARCHAR(3));
INSERT INTO s SELECT a FROM t;
