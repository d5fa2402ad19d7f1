-- Bids of an auction house, 500 a second, 30 000 in all, into the topic bids. kafka-nexmark.sql counts them.
--   npx millrace run queries/examples/kafka-bids.sql --var BROKER=localhost:9092
CREATE TABLE made (
  number BIGINT,
  auction INT,
  price INT,
  at TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '500',
  'fields.number.kind' = 'sequence',
  'fields.number.start' = '1',
  'fields.number.end' = '30000',
  'fields.auction.min' = '1',
  'fields.auction.max' = '20',
  'fields.price.min' = '100',
  'fields.price.max' = '10000',
  'fields.at.max-past' = '1 s'
);

CREATE TABLE bids (
  number BIGINT,
  auction INT,
  price INT,
  at TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'kafka',
  'topic' = 'bids',
  'properties.bootstrap.servers' = '${BROKER}',
  'format' = 'json'
);

INSERT INTO bids SELECT number, auction, price, at FROM made;
