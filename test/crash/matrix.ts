// The jobs that are killed: five kinds of work, each over files or a topic of Kafka, into files, a SQLite table or a topic.
// Rows are those of inputs.ts. Where the result changes rows, files get events of Debezium, SQLite and Kafka a key.

export const WORKS = ["stateless", "windowed", "join", "top-n", "session"] as const;
export type Work = (typeof WORKS)[number];

export type Place =
  | { readonly kind: "file" }
  | { readonly kind: "sqlite" }
  | { readonly kind: "kafka"; readonly broker: string; readonly topic: string; readonly options?: Options };

type Options = Readonly<Record<string, string>>;

interface WorkSpec {
  readonly columns: string;
  /** Of a result that changes rows; null: it only appends. */
  readonly key: string | null;
  readonly query: string;
}

const SPECS: Readonly<Record<Work, WorkSpec>> = {
  stateless: {
    columns: "id BIGINT, sensor STRING, degrees DECIMAL(6, 2)",
    key: null,
    query: "SELECT id, sensor, degrees FROM readings WHERE degrees > 5",
  },
  windowed: {
    columns: "sensor STRING, w TIMESTAMP(3), n BIGINT, mean DECIMAL(38, 6)",
    key: null,
    query: `SELECT sensor, window_start, COUNT(*), AVG(degrees)
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '30' SECOND)
GROUP BY sensor, window_start, window_end`,
  },
  join: {
    columns: "id BIGINT, sensor STRING, earlier BIGINT, rise DECIMAL(7, 2)",
    key: null,
    query: `SELECT a.id, a.sensor, b.id, a.degrees - b.degrees
FROM readings AS a JOIN others AS b ON a.sensor = b.sensor AND b.at BETWEEN a.at - INTERVAL '4' SECOND AND a.at AND b.degrees < 0`,
  },
  "top-n": {
    columns: "sensor STRING, place BIGINT, id BIGINT, degrees DECIMAL(6, 2)",
    key: "sensor, place",
    query: `SELECT sensor, place, id, degrees
FROM (SELECT sensor, id, degrees, ROW_NUMBER() OVER (PARTITION BY sensor ORDER BY degrees DESC, id) AS place FROM readings)
WHERE place <= 3`,
  },
  session: {
    columns: "sensor STRING, w TIMESTAMP(3), till TIMESTAMP(3), n BIGINT, high DECIMAL(6, 2)",
    key: null,
    query: `SELECT sensor, window_start, window_end, COUNT(*), MAX(degrees)
FROM SESSION(TABLE readings PARTITION BY sensor, DESCRIPTOR(at), INTERVAL '4' SECOND)
GROUP BY sensor, window_start, window_end`,
  },
};

/** A script; its sink is the table `result`, files of it are in `out`, tables in `out.db`. */
export function jobOf(work: Work, from: Place, to: Place): string {
  const spec = SPECS[work];
  const sources = work === "join" ? ["readings", "others"] : ["readings"];
  return `${sources.map((name) => sourceOf(name, from)).join("")}${sinkOf(spec, to)}
INSERT INTO result ${spec.query};
`;
}

/** True: the rows of the output change, so only its folded form is independent of how batches are cut. */
export function changesRows(work: Work): boolean {
  return SPECS[work].key !== null;
}

function sourceOf(name: string, from: Place): string {
  const options: Options =
    from.kind === "kafka"
      ? { ...kafkaOptions(from), "scan.startup.mode": "earliest-offset", "scan.bounded.mode": "latest-offset" }
      : { connector: "filesystem", path: "in", "csv.header": "true" };
  return `CREATE TABLE ${name} (
  id BIGINT, sensor STRING, degrees DECIMAL(6, 2), at TIMESTAMP(3),
  WATERMARK FOR at AS at - INTERVAL '5' SECOND
) ${withOptions({ ...options, format: "csv", "on-error": "skip" })};
`;
}

function sinkOf({ columns, key }: WorkSpec, to: Place): string {
  const keyed = key === null ? columns : `${columns}, PRIMARY KEY (${key}) NOT ENFORCED`;
  switch (to.kind) {
    case "file": {
      const options = {
        connector: "filesystem",
        path: "out/result",
        format: key === null ? "json" : "debezium-json",
        "sink.rolling-policy.file-size": "4 kb",
        "sink.rolling-policy.rollover-interval": "1 h",
      };
      return `CREATE TABLE result (${columns}) ${withOptions(options)};`;
    }
    case "sqlite":
      return `CREATE TABLE result (${keyed}) ${withOptions({ connector: "sqlite", path: "out.db" })};`;
    case "kafka": {
      const upsert = { connector: "upsert-kafka", "key.format": "json", "value.format": "json" };
      const options = { ...kafkaOptions(to), ...(key === null ? { format: "json" } : upsert) };
      return `CREATE TABLE result (${keyed}) ${withOptions(options)};`;
    }
  }
}

function kafkaOptions({ broker, topic, options }: Extract<Place, { kind: "kafka" }>): Options {
  return { connector: "kafka", topic, "properties.bootstrap.servers": broker, ...options };
}

function withOptions(options: Options): string {
  return `WITH (${Object.entries(options)
    .map(([key, value]) => `'${key}' = '${value}'`)
    .join(", ")})`;
}
