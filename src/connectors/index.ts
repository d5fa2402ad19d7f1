// The connectors there are. A new one is a folder and a line here.
import { suggest } from "../common/suggest.ts";
import { blackholeConnector } from "./blackhole/blackhole-connector.ts";
import { type CheckedConnector, type OptionProblem, problemsOf } from "./check-options.ts";
import type { Connector, ConnectorContext, LookupColumns, TableSpec } from "./connector.ts";
import { datagenConnector } from "./datagen/datagen-connector.ts";
import { filesystemConnector } from "./filesystem/filesystem-connector.ts";
import { kafkaConnector } from "./kafka/kafka-connector.ts";
import { upsertKafkaConnector } from "./kafka/upsert-kafka-connector.ts";
import { resolveSecrets } from "./option-values.ts";
import { printConnector } from "./print/print-connector.ts";
import { sqliteConnector } from "./sqlite/sqlite-connector.ts";

export { type OptionProblem, specsOf } from "./check-options.ts";
export { hasSecret, parseBytes, parseDuration, secretsOf } from "./option-values.ts";

const RECORDS: readonly CheckedConnector[] = [
  filesystemConnector,
  datagenConnector,
  printConnector,
  blackholeConnector,
  sqliteConnector,
  kafkaConnector,
  upsertKafkaConnector,
];

const CONNECTORS: readonly CheckedConnector[] = RECORDS.map(withSecrets);

export function allConnectors(): readonly Connector[] {
  return CONNECTORS;
}

export function findConnector(name: string): Connector | null {
  return CONNECTORS.find((connector) => connector.name === name.toLowerCase()) ?? null;
}

/**
 * All problems of the options of a table: unknown connector, unknown or missing keys, bad values, format that does not
 * fit. `connectors`: those there are, when more than the built-in ones.
 */
export function checkOptions(
  table: TableSpec,
  connector: string,
  connectors: readonly CheckedConnector[] = CONNECTORS,
): readonly OptionProblem[] {
  const record = connectors.find((candidate) => candidate.name === connector.toLowerCase());
  if (record !== undefined) return problemsOf(record, table);
  const names = connectors.map((candidate) => candidate.name);
  const suggestion = suggest(connector, names);
  return [
    {
      key: "connector",
      code: "CONNECTOR_UNKNOWN",
      message: `there is no connector '${connector}'`,
      hint: `${suggestion === null ? "" : `Did you mean '${suggestion}'? `}Connectors: ${names.join(", ")}.`,
      suggestion,
    },
  ];
}

/** The same connector, its source, sink and lookup made with secrets filled in. */
function withSecrets(record: CheckedConnector): CheckedConnector {
  const { source, sink, lookup } = record;
  const filled = (table: TableSpec, workingDirectory: string): TableSpec => ({
    ...table,
    options: resolveSecrets(table.options, workingDirectory),
  });
  return {
    ...record,
    source: source && {
      ...source,
      create: (table, readColumns, context) =>
        source.create(filled(table, context.workingDirectory), readColumns, context),
    },
    sink: sink && {
      ...sink,
      create: (table, context) => sink.create(filled(table, context.workingDirectory), context),
    },
    ...(lookup === undefined
      ? {}
      : {
          lookup: {
            ...lookup,
            create: (table: TableSpec, columns: LookupColumns, context: ConnectorContext) =>
              lookup.create(filled(table, context.workingDirectory), columns, context),
          },
        }),
  };
}
