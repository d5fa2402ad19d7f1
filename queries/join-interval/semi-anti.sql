-- description: EXISTS and IN with bounds of time, and their negations: a row with a match is told when the first match comes, a row without one as soon as the watermark says that none can come. The state of both sides is freed by the watermark.
-- batch-rows: 1
-- input o: inline
--   {"id":1,"k":"a","ts":"2024-01-01 00:00:10"}
--   {"id":2,"k":"b","ts":"2024-01-01 00:00:20"}
--   {"id":3,"k":null,"ts":"2024-01-01 00:00:30"}
--   {"id":4,"k":"a","ts":"2024-01-01 00:00:40"}
--   {"id":4,"k":"a","ts":"2024-01-01 00:00:40"}
--   {"id":5,"k":"c","ts":"2024-01-01 00:01:00"}
--   {"id":6,"k":"d","ts":"2024-01-01 00:00:05"}
-- input p: inline
--   {"k":"a","ts":"2024-01-01 00:00:12"}
--   {"k":"a","ts":"2024-01-01 00:00:13"}
--   {"k":"b","ts":"2024-01-01 00:00:40"}
--   {"k":"a","ts":"2024-01-01 00:00:45"}
--   {"k":"c","ts":"2024-01-01 00:01:02"}
--   {"k":"x","ts":"2024-01-01 00:02:00"}
CREATE TABLE o (id INT, k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
CREATE TABLE p (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts);
SELECT id, k FROM o WHERE EXISTS (SELECT * FROM p WHERE p.k = o.k AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10' SECOND);
SELECT id, k FROM o WHERE NOT EXISTS (SELECT * FROM p WHERE p.k = o.k AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10' SECOND);
SELECT id FROM o WHERE k IN (SELECT k FROM p WHERE p.ts BETWEEN o.ts - INTERVAL '5' SECOND AND o.ts + INTERVAL '5' SECOND);
SELECT window_start, COUNT(*) AS n FROM TUMBLE((SELECT * FROM o WHERE NOT EXISTS (SELECT * FROM p WHERE p.k = o.k AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10' SECOND)), DESCRIPTOR(ts), INTERVAL '30' SECOND) GROUP BY window_start, window_end;
EXPLAIN SELECT id, k FROM o WHERE NOT EXISTS (SELECT * FROM p WHERE p.k = o.k AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10' SECOND);
EXPLAIN SELECT id FROM o WHERE k IN (SELECT k FROM p WHERE p.ts BETWEEN o.ts - INTERVAL '5' SECOND AND o.ts + INTERVAL '5' SECOND);
