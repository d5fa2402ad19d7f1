-- description: Several rows of a query share the primary key of the table: refused, with three ways out.
-- expect error
-- input t: inline
--   {"word":"a"}
CREATE TABLE t (word STRING);
CREATE TABLE o (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 'o.db', 'table-name' = 'o');
INSERT INTO o SELECT UPPER(word), COUNT(*) FROM t GROUP BY word;
