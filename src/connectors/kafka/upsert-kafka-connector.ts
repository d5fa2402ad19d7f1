// The upsert-kafka connector: a topic whose records are the rows of a table by key. A value is the row of its key from then
// on, a NULL value deletes it. The topic may be compacted.
import type { CheckedConnector, OptionProblem } from "../check-options.ts";
import type { ConnectorContext, OptionSpec, Sink, SinkContext, Source, TableSpec } from "../connector.ts";
import { FORMATS, findFormat } from "../formats/index.ts";
import { CONNECTION_OPTIONS, connectionProblems } from "./connection.ts";
import { KafkaSource } from "./kafka-source.ts";
import { KAFKA_METADATA, layoutOf, layoutProblems } from "./record-layout.ts";
import { KafkaSink } from "./sink/kafka-sink.ts";
import { SINK_OPTIONS, sinkProblems } from "./sink/sink-options.ts";
import {
  formatProblems,
  KEY_OPTIONS,
  modeOf,
  SCAN_OPTIONS,
  sourceProblems,
  TOPIC_OPTIONS,
  UPSERT_FORMATS,
} from "./source-options.ts";

/** The key is the PRIMARY KEY, and the table is all that its log says: it is read from the beginning. */
const NOT_OPTIONS = /^(?:key\.fields|scan\.startup\..*|sink\.partitioner|properties\.auto\.offset\.reset)$/;

const OPTIONS: readonly OptionSpec[] = [
  ...TOPIC_OPTIONS,
  ...CONNECTION_OPTIONS,
  ...KEY_OPTIONS,
  ...SCAN_OPTIONS,
  ...SINK_OPTIONS,
].filter(({ key }) => !NOT_OPTIONS.test(key));

export const upsertKafkaConnector: CheckedConnector = {
  name: "upsert-kafka",
  summary: "Topics of Apache Kafka as tables: the last value of each key counts, a NULL value deletes it",
  options: OPTIONS,
  formats: FORMATS.filter((format) => format.changelogMode === undefined).map((format) => format.name),
  formatOptions: UPSERT_FORMATS,
  metadata: KAFKA_METADATA,
  check: problemsOf,
  source: {
    isBounded: ({ options }) => modeOf(options, "bounded") !== null,
    changelogMode: () => "upsert",
    create: createSource,
  },
  sink: { changelogMode: () => "upsert", create: createSink },
};

function problemsOf(table: TableSpec): readonly OptionProblem[] {
  return [
    ...connectionProblems(table.options),
    ...sourceProblems(table),
    ...sinkProblems(table),
    ...layoutProblems(table, true),
    ...formatProblems(table, layoutOf(table, true)),
  ];
}

function createSource(table: TableSpec, readColumns: readonly number[], context: ConnectorContext): Source {
  // An upsert table begins with all that is known of it, whatever a group has read.
  const options: TableSpec["options"] = { ...table.options, "scan.startup.mode": "earliest-offset" };
  return new KafkaSource({
    table: { ...table, options },
    readColumns,
    context,
    layout: layoutOf(table, true),
    valueFormat: findFormat(options["value.format"])!,
    valuePrefix: "value.",
    keyFormat: findFormat(options["key.format"]),
    isUpsert: true,
  });
}

function createSink(table: TableSpec, context: SinkContext): Sink {
  return new KafkaSink({
    table,
    context,
    layout: layoutOf(table, true),
    valueFormat: findFormat(table.options["value.format"])!,
    valuePrefix: "value.",
    keyFormat: findFormat(table.options["key.format"]),
    isUpsert: true,
  });
}
