-- description: A reserved word is a column name between backticks.
-- input t: inline
--   {"order":1,"group":"x"}
CREATE TABLE t (`order` INT, `group` STRING);
SELECT `group`, SUM(`order`) AS s FROM t GROUP BY `group`;
