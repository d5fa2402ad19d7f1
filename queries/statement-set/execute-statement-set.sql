-- description: EXECUTE STATEMENT SET runs its INSERTs as one job.
-- input t: inline
--   {"v":1}
--   {"v":2}
CREATE TABLE t (v INT);
CREATE TABLE a (v INT);
CREATE TABLE b (v INT);
EXECUTE STATEMENT SET BEGIN
  INSERT INTO a SELECT v FROM t;
  INSERT INTO b SELECT -v FROM t;
END;
