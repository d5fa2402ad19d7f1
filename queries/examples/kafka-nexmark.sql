-- The topic bids, counted per auction and ten seconds into the topic bid-counts, exactly once: kill it at any moment and run the
-- same command again, and each window stands in the topic once. docs/guides/kafka.md begins with nothing.
--   npx millrace run queries/examples/kafka-nexmark.sql --var BROKER=localhost:9092 --batch-interval '1 s'
CREATE TABLE bids (
  number BIGINT,
  auction INT,
  price INT,
  at TIMESTAMP_LTZ(3),
  WATERMARK FOR at AS at - INTERVAL '4' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'bids',
  'properties.bootstrap.servers' = '${BROKER}',
  'properties.group.id' = 'nexmark',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE TABLE bid_counts (
  auction INT,
  window_start TIMESTAMP_LTZ(3),
  bids BIGINT,
  top_price INT
) WITH (
  'connector' = 'kafka',
  'topic' = 'bid-counts',
  'properties.bootstrap.servers' = '${BROKER}',
  'key.format' = 'json',
  'key.fields' = 'auction',
  'value.format' = 'json',
  'sink.delivery-guarantee' = 'exactly-once'
);

INSERT INTO bid_counts
SELECT auction, window_start, COUNT(*), MAX(price)
FROM TUMBLE(TABLE bids, DESCRIPTOR(at), INTERVAL '10' SECOND)
GROUP BY auction, window_start, window_end;
