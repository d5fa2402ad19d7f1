// The connectors of a session: the built-in registry and what the caller added, as the planner asks about them and as the
// driver makes sources and sinks of them.

import { MillraceError } from "../common/errors.ts";
import { invariant } from "../common/invariant.ts";
import type { OpenLookup } from "../exec/operator.ts";
import type { SqlType } from "../common/types.ts";
import type {
  Connector,
  ConnectorContext,
  LookupColumns,
  OptionSpec,
  Sink,
  SinkContext,
  Source,
  TableSpec,
} from "../connectors/connector.ts";
import { findFormat } from "../connectors/formats/index.ts";
import { valueMetadata } from "../connectors/formats/value-metadata.ts";
import { allConnectors, checkOptions, specsOf } from "../connectors/index.ts";
import type { ResolvedTable } from "../planner/logical.ts";
import type { ConnectorDirectory, OptionProblem } from "../planner/session.ts";

export class ConnectorSet implements ConnectorDirectory {
  readonly #connectors: ReadonlyMap<string, Connector>;

  constructor(added: readonly Connector[]) {
    this.#connectors = new Map([...allConnectors(), ...added].map((c) => [c.name, c]));
  }

  names(): readonly string[] {
    return [...this.#connectors.keys()];
  }

  check(table: ResolvedTable): readonly OptionProblem[] {
    return checkOptions(tableSpec(table), table.connector, [...this.#connectors.values()]);
  }

  /** Options that a table may have; of a connector that is not known none. */
  optionSpecs(connector: string, options: Readonly<Record<string, string>>): readonly OptionSpec[] {
    const record = this.#connectors.get(connector.toLowerCase());
    return record === undefined ? [] : specsOf(record, options);
  }

  canRead(connector: string): boolean {
    return (this.#connectors.get(connector)?.source ?? null) !== null;
  }

  canWrite(connector: string): boolean {
    return (this.#connectors.get(connector)?.sink ?? null) !== null;
  }

  canLookUp(connector: string): boolean {
    return this.#connectors.get(connector)?.lookup !== undefined;
  }

  canCompare(connector: string, type: SqlType): boolean {
    return this.#connectors.get(connector)?.lookup?.canCompare(type) ?? false;
  }

  /** `columns` by the table's declared order; they are no computed ones. */
  createLookup(table: ResolvedTable, columns: LookupColumns, context: ConnectorContext): OpenLookup {
    const factory = this.#connectors.get(table.connector)?.lookup;
    invariant(factory !== undefined, `rows can be looked up in ${table.connector}`);
    const spec = tableSpec(table);
    const place = (index: number): number =>
      table.columns.slice(0, index).filter((column) => column.kind !== "computed").length;
    const places = { reads: columns.reads.map(place), keys: columns.keys.map(place) };
    return { lookup: factory.create(spec, places, context), cache: factory.cache(spec) };
  }

  metadata(name: string, options: Readonly<Record<string, string>>): Readonly<Record<string, SqlType>> {
    const connector = this.#connectors.get(name);
    if (connector === undefined) return {};
    const format = options["value.format"] ?? options["format"] ?? "";
    const ofValue = connector.formats.includes(format.toLowerCase()) ? valueMetadata(findFormat(format)) : {};
    return { ...connector.metadata, ...ofValue };
  }

  isBounded(table: ResolvedTable): boolean {
    return this.#sourceOf(table).isBounded(tableSpec(table));
  }

  sourceMode(table: ResolvedTable): "append" | "retract" | "upsert" {
    return this.#sourceOf(table).changelogMode?.(tableSpec(table)) ?? "append";
  }

  sinkMode(table: ResolvedTable): "append" | "retract" | "upsert" {
    return this.#sinkOf(table).changelogMode(tableSpec(table));
  }

  createSource(table: ResolvedTable, readColumns: readonly number[], context: ConnectorContext): Source {
    return this.#sourceOf(table).create(tableSpec(table), readColumns, context);
  }

  createSink(table: ResolvedTable, context: SinkContext): Sink {
    // VIRTUAL metadata is read only: it is no column of what is written.
    const written = table.columns.filter((column) => column.kind !== "metadata" || !column.isVirtual);
    return this.#sinkOf(table).create(tableSpec({ ...table, columns: written }), context);
  }

  #sourceOf(table: ResolvedTable) {
    const source = this.#connectors.get(table.connector)?.source ?? null;
    if (source === null) {
      throw new MillraceError("CONNECTOR_NO_SOURCE", `${table.name} cannot be read: ${table.connector} only writes`);
    }
    return source;
  }

  #sinkOf(table: ResolvedTable) {
    const sink = this.#connectors.get(table.connector)?.sink ?? null;
    if (sink === null) {
      throw new MillraceError("CONNECTOR_NO_SINK", `${table.name} cannot be written: ${table.connector} only reads`);
    }
    return sink;
  }
}

/** A table as connectors see it: without computed columns. */
export function tableSpec(table: ResolvedTable): TableSpec {
  const columns = table.columns.flatMap((column) => {
    if (column.kind === "computed") return [];
    const { name, type } = column;
    return [column.kind === "metadata" ? { name, type, metadataKey: column.key } : { name, type }];
  });
  return {
    name: table.name,
    columns,
    primaryKey: table.primaryKey,
    partitionedBy: table.partitionedBy,
    options: table.options,
  };
}
