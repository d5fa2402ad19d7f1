-- description: CREATE OR REPLACE VIEW takes the place of the view for the statements after it.
CREATE VIEW v AS SELECT 1 AS x;
SELECT x FROM v;
CREATE OR REPLACE VIEW v AS SELECT 'one' AS x;
SELECT x FROM v;
