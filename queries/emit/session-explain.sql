-- description: What EMIT and allowed lateness ask of a session, and what that keeps.
CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at) WITH ('connector' = 'datagen');
EXPLAIN SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end EMIT CHANGES;
EXPLAIN SELECT k, window_start, window_end, SUM(v) AS s FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY k, window_start, window_end EMIT AFTER WATERMARK DELAY INTERVAL '1' MINUTE;
