-- What the topic bid-counts holds now: how many windows, how many of them twice, how many bids.
--   npx millrace run queries/examples/kafka-check.sql --var BROKER=localhost:9092 --final
CREATE TABLE bid_counts (
  auction INT,
  window_start TIMESTAMP_LTZ(3),
  bids BIGINT,
  top_price INT
) WITH (
  'connector' = 'kafka',
  'topic' = 'bid-counts',
  'properties.bootstrap.servers' = '${BROKER}',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'format' = 'json'
);

SELECT COUNT(*) AS windows, COUNT(*) - COUNT(DISTINCT ROW(auction, window_start)) AS twice, SUM(bids) AS bids
FROM bid_counts;
