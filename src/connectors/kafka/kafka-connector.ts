// The kafka connector: topics as tables, with Flink's option names.
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
  KAFKA_FORMATS,
  KEY_OPTIONS,
  modeOf,
  SCAN_OPTIONS,
  sourceProblems,
  TOPIC_OPTIONS,
  valueFormatOf,
} from "./source-options.ts";

const OPTIONS: readonly OptionSpec[] = [
  ...TOPIC_OPTIONS,
  ...CONNECTION_OPTIONS,
  ...KEY_OPTIONS,
  ...SCAN_OPTIONS,
  ...SINK_OPTIONS,
];

export const kafkaConnector: CheckedConnector = {
  name: "kafka",
  summary: "Topics of Apache Kafka: csv, json, raw, avro, avro-confluent, and change events",
  options: OPTIONS,
  formats: FORMATS.map((format) => format.name),
  formatOptions: KAFKA_FORMATS,
  metadata: KAFKA_METADATA,
  check: problemsOf,
  source: {
    isBounded: ({ options }) => modeOf(options, "bounded") !== null,
    changelogMode: changelogModeOf,
    create: createSource,
  },
  sink: { changelogMode: changelogModeOf, create: createSink },
};

function changelogModeOf({ options }: TableSpec): "append" | "retract" {
  return findFormat(valueFormatOf(options).name)?.changelogMode ?? "append";
}

function problemsOf(table: TableSpec): readonly OptionProblem[] {
  const { options } = table;
  const missing: OptionProblem[] =
    options["format"] !== undefined || options["value.format"] !== undefined
      ? []
      : [
          {
            key: null,
            code: "CONNECTOR_MISSING_OPTION",
            message: "the kafka connector needs the option 'format' (or 'value.format')",
            hint: `Add 'format' = '...': ${FORMATS.map(({ name }) => name).join(", ")}.`,
            suggestion: "format",
          },
        ];
  return [
    ...missing,
    ...connectionProblems(options),
    ...sourceProblems(table),
    ...sinkProblems(table),
    ...layoutProblems(table, false),
    ...formatProblems(table, layoutOf(table, false)),
  ];
}

function createSource(table: TableSpec, readColumns: readonly number[], context: ConnectorContext): Source {
  const { name, prefix } = valueFormatOf(table.options);
  return new KafkaSource({
    table,
    readColumns,
    context,
    layout: layoutOf(table, false),
    valueFormat: findFormat(name)!,
    valuePrefix: prefix,
    keyFormat: findFormat(table.options["key.format"] ?? ""),
    isUpsert: false,
  });
}

function createSink(table: TableSpec, context: SinkContext): Sink {
  const { name, prefix } = valueFormatOf(table.options);
  return new KafkaSink({
    table,
    context,
    layout: layoutOf(table, false),
    valueFormat: findFormat(name)!,
    valuePrefix: prefix,
    keyFormat: findFormat(table.options["key.format"] ?? ""),
    isUpsert: false,
  });
}
