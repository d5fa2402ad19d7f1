// The jobs that crash and fault tests run, as SQL files. All read the folder `in`; files go to `out`, rows to `out.db`.
const SOURCE = `
CREATE TABLE readings (
  id BIGINT, sensor STRING, degrees DECIMAL(6, 2), at TIMESTAMP(3),
  WATERMARK FOR at AS at - INTERVAL '5' SECOND
) WITH ('connector' = 'filesystem', 'path' = 'in', 'format' = 'csv', 'csv.header' = 'true', 'on-error' = 'skip');
`;

function fileSink(name: string, columns: string, format: "csv" | "json", rollSize: string): string {
  return `
CREATE TABLE ${name} (${columns}) WITH (
  'connector' = 'filesystem', 'path' = 'out/${name}', 'format' = '${format}',
  'sink.rolling-policy.file-size' = '${rollSize}', 'sink.rolling-policy.rollover-interval' = '1 h'
);
`;
}

const WARM = `${fileSink("warm", "id BIGINT, sensor STRING, degrees DECIMAL(6, 2)", "json", "8 kb")}
INSERT INTO warm SELECT id, sensor, degrees FROM readings WHERE degrees > 5;
`;

const MINUTES = `${fileSink("minutes", "sensor STRING, w TIMESTAMP(3), n BIGINT, mean DECIMAL(38, 6)", "csv", "2 kb")}
INSERT INTO minutes
SELECT sensor, window_start, COUNT(*), AVG(degrees)
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '30' SECOND)
GROUP BY sensor, window_start, window_end;
`;

const SLIDING = `${fileSink("sliding", "w TIMESTAMP(3), n BIGINT, low DECIMAL(6, 2), high DECIMAL(6, 2)", "json", "2 kb")}
INSERT INTO sliding
SELECT window_end, COUNT(*), MIN(degrees), MAX(degrees)
FROM HOP(TABLE readings, DESCRIPTOR(at), INTERVAL '20' SECOND, INTERVAL '2' MINUTE)
GROUP BY window_start, window_end;
`;

const LATEST = `
CREATE TABLE per_sensor (sensor STRING, n BIGINT, total DECIMAL(38, 2), last_id BIGINT, PRIMARY KEY (sensor) NOT ENFORCED)
WITH ('connector' = 'sqlite', 'path' = 'out.db');
INSERT INTO per_sensor SELECT sensor, COUNT(*), SUM(degrees), MAX(id) FROM readings GROUP BY sensor;
`;

const APPENDED = `
CREATE TABLE window_rows (sensor STRING, w TIMESTAMP(3), n BIGINT, high DECIMAL(6, 2)) WITH ('connector' = 'sqlite', 'path' = 'out.db');
INSERT INTO window_rows
SELECT sensor, window_start, COUNT(*), MAX(degrees)
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '15' SECOND)
GROUP BY sensor, window_start, window_end;
`;

/** Name -> SQL. "everything" has sinks of both commit orders in one job. */
export const JOBS: Readonly<Record<string, string>> = {
  filter: SOURCE + WARM,
  tumble: SOURCE + MINUTES,
  hop: SOURCE + SLIDING,
  upsert: SOURCE + LATEST,
  append: SOURCE + APPENDED,
  everything: SOURCE + WARM + SLIDING + LATEST + APPENDED,
};
