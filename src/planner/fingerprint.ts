// The fingerprint of a job: what its checkpoint belongs to. Two jobs with the same one give the same rows from the same
// logs. It covers what is computed (ids of the bound plan, before rules), the operators that keep state (so that no
// checkpoint is restored into others), where rows are read and written, and the settings that change results.
import { typeText } from "../common/types.ts";
import type { LogicalNode, LogicalSink, ResolvedTable } from "./logical.ts";
import { inputsOf } from "./logical-tree.ts";
import { hashOf, type Normal } from "./normal-form.ts";
import type { PhysicalSink } from "./physical.ts";
import { nodesOf } from "./physical-tree.ts";

/** `sinks` as identify.ts gives them, `physical` what they became. */
export function fingerprintJob(
  sinks: readonly LogicalSink[],
  physical: readonly PhysicalSink[],
  settings: ReadonlyMap<string, string>,
  changesResults: (key: string) => boolean,
): string {
  const chosen = [...settings].filter(([key]) => changesResults(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  const sources = new Map<string, Normal>();
  for (const sink of sinks) collectSources(sink.input, sources);
  return hashOf([
    "job-1",
    sinks.map((sink) => [sink.kind === "table" ? sinkForm(sink.table) : ["collect"], sink.input.id ?? ""]),
    [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, form]) => form),
    stateOwners(physical),
    chosen,
  ]);
}

function stateOwners(sinks: readonly PhysicalSink[]): readonly string[] {
  return nodesOf(sinks)
    .filter((node) => node.state.length > 0)
    .map((node) => node.id)
    .sort();
}

function sinkForm(table: ResolvedTable): Normal {
  const columns = table.columns.map((column) => [column.name, typeText(column.type)]);
  return [table.name, table.connector, table.primaryKey ?? null, table.partitionedBy, columns];
}

function collectSources(node: LogicalNode, into: Map<string, Normal>): void {
  if (node.kind === "scan") into.set(node.table.name, [node.table.name, node.table.connector]);
  for (const input of inputsOf(node)) collectSources(input, into);
}
