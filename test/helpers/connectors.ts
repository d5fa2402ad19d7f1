// Runs sources and sinks as the driver does, without one: for the tests of connectors.
import { rowScalars } from "../../src/columnar/read.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { vectorOf } from "../../src/columnar/builders.ts";
import { type ChangeBatch, NO_STEPS } from "../../src/columnar/change-batch.ts";
import type { Column } from "../../src/common/types.ts";
import type {
  BadRow,
  ConnectorContext,
  RunLimit,
  SinkContext,
  Source,
  SplitCursor,
  TableSpec,
} from "../../src/connectors/connector.ts";
import { checkOptions, findConnector } from "../../src/connectors/index.ts";

export function tableOf(
  columns: readonly (Column & { readonly metadataKey?: string })[],
  options: Readonly<Record<string, string>>,
  more: Partial<TableSpec> = {},
): TableSpec {
  return { name: "t", columns, primaryKey: null, partitionedBy: [], options, ...more };
}

export function connectorContext(workingDirectory: string, more: Partial<SinkContext> = {}): SinkContext {
  return {
    workingDirectory,
    zone: "UTC",
    statePath: null,
    stdout: { write() {} },
    jobId: "job1",
    sinkId: "out",
    ...more,
  };
}

/** @throws when the table's options have problems. */
export function sourceOf(
  table: TableSpec,
  context: ConnectorContext,
  readColumns = table.columns.map((_, i) => i),
): Source {
  const connector = table.options["connector"];
  const problems = checkOptions(table, connector);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const factory = findConnector(connector)?.source;
  if (!factory) throw new Error(`no source ${connector}`);
  return factory.create(table, readColumns, context);
}

export const NO_LIMIT: RunLimit = {
  recordsMax: Number.POSITIVE_INFINITY,
  beginBefore: Number.POSITIVE_INFINITY,
  bytesMax: Number.POSITIVE_INFINITY,
};

export interface ReadBatch {
  readonly rows: readonly (readonly Scalar[])[];
  readonly splits: readonly string[];
  readonly bad: readonly BadRow[];
}

/** One batch of all that is there; moves `cursors`. */
export function readBatch(
  source: Source,
  table: TableSpec,
  cursors: Map<string, SplitCursor>,
  batchTimeMs: number,
  limit: RunLimit = NO_LIMIT,
): ReadBatch {
  const states = source.discover(batchTimeMs);
  source.beginBatch();
  const bad: BadRow[] = [];
  for (const state of states) {
    let cursor = cursors.get(state.split) ?? state.start;
    if (!state.isEnded(cursor) && state.hasMore(cursor)) {
      const result = source.readRun(state.split, cursor, limit, null);
      bad.push(...result.bad);
      cursor = result.to;
    }
    cursors.set(state.split, cursor);
  }
  const { rowCount, columns, origin } = source.endBatch();
  const types = table.columns.map((column) => column.type);
  const rows = Array.from({ length: rowCount }, (_, row) => rowScalars(columns, types, row));
  return { rows, splits: origin.runs.map((run) => run.split), bad };
}

export function batchOf(
  columns: readonly Column[],
  rows: readonly (readonly Scalar[])[],
  kinds: readonly number[] | null = null,
): ChangeBatch {
  return {
    rowCount: rows.length,
    columns: columns.map(({ type }, i) =>
      vectorOf(
        type,
        rows.map((row) => row[i]),
      ),
    ),
    kinds: kinds === null ? null : Uint8Array.from(kinds),
    selection: null,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
}
