-- description: An unknown setting gets the nearest one, a wrong value the values it takes.
-- expect error
SET 'table.local-timezone' = 'UTC';
SET 'table.local-time-zone' = 'Mars/Olympus';
SET 'execution.on-error' = 'ignore';
RESET 'nothing.like.this';
