-- description: BEGIN STATEMENT SET ... END is the same, and errors of all its statements are reported.
-- expect error
CREATE TABLE t (v INT) WITH ('connector' = 'datagen');
CREATE TABLE a (v INT) WITH ('connector' = 'blackhole');
BEGIN STATEMENT SET;
  INSERT INTO a SELECT w FROM t;
  INSERT INTO b SELECT v FROM t;
END;
