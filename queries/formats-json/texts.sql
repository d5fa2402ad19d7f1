-- description: Escapes, surrogate pairs and characters beyond ASCII are read as they are meant; names of fields count with their case.
-- input t: inline
--   {"s":"tab\tquote\" \u00e4 \ud83d\ude00 é"}
--   {"S":"other case"}
CREATE TABLE t (s STRING);
SELECT s, CHAR_LENGTH(s) AS n FROM t;
