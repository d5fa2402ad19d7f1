// Connectors for tests over rows in memory: `rows` reads a list of changes one after the other, `collect` keeps what it
// is given. Both are full implementations of the interfaces: rows are read by record number, can be bounded or grow
// between runs, and are replayed by range.
//
// A table names its list by 'rows' = 'key' (default: the table's name). 'parallel' splits are not offered: one list is one split.

import { createBuilder } from "../columnar/builders.ts";
import type { ChangeBatch } from "../columnar/change-batch.ts";
import { KIND_TEXTS } from "../columnar/change-batch.ts";
import { scalarAt } from "../columnar/read.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { ManualClock } from "../common/clock.ts";
import type { SqlType } from "../common/types.ts";
import type {
  Connector,
  ConnectorContext,
  RunLimit,
  RunResult,
  Sink,
  SinkManifest,
  Source,
  SourceRows,
  SplitCursor,
  SplitState,
  TableSpec,
} from "../connectors/connector.ts";

export interface TestChange {
  readonly kind: (typeof KIND_TEXTS)[number];
  readonly values: readonly Scalar[];
  /** From when on it can be read, ms of the clock; absent: always. */
  readonly atMs?: number;
}

/** Lists by key; a test may push more changes between runs. */
export interface TestTables {
  readonly inputs: Map<string, TestChange[]>;
  readonly outputs: Map<string, TestChange[]>;
  /** Column types of the tables that were written. */
  readonly types: Map<string, readonly SqlType[]>;
  /** Metadata keys that both connectors know, with their types; a row's values stand in the order of the table's columns. */
  readonly metadata: Map<string, SqlType>;
  /** True: the lists may grow, so that sources have no end. */
  isGrowing?: boolean;
  /** What a row counts in the order between tables (they take turns by 64 KiB); default 1. */
  rowBytes?: number;
  /** Moved on to the next change that has a time when no list has one to give now. */
  clock?: ManualClock;
  /** By list, when its next change can be read; Infinity: there is none. */
  readonly waiting: Map<string, number>;
  /** Called whenever a source is asked for more and has nothing. */
  onIdle?: () => void;
}

export function testTables(): TestTables {
  return { inputs: new Map(), outputs: new Map(), types: new Map(), metadata: new Map(), waiting: new Map() };
}

export function rowsConnector(tables: TestTables): Connector {
  return {
    name: "rows",
    summary: "rows of a test",
    options: [
      { key: "rows", type: "string", summary: "name of the list" },
      {
        key: "changelog-mode",
        type: { oneOf: ["append", "retract", "upsert"] },
        summary: "kinds of changes in the list",
      },
    ],
    formats: [],
    metadata: Object.fromEntries(tables.metadata),
    source: {
      isBounded: () => tables.isGrowing !== true,
      changelogMode: (table) => (table.options["changelog-mode"] ?? "append") as "append" | "retract" | "upsert",
      create: (table, readColumns) => new RowsSource(tables, table, readColumns),
    },
    sink: null,
  };
}

class RowsSource implements Source {
  readonly isBounded: boolean;
  readonly #list: string;
  readonly #rows: readonly TestChange[];
  readonly #tables: TestTables;
  readonly #table: TableSpec;
  readonly #readColumns: readonly number[];
  /** Offsets count bytes, which decide whose turn it is where several tables are read. */
  readonly #rowBytes: number;
  #position = 0;
  /** Of the first changes, how many can be read now. */
  #availableCount = 0;
  #batch: { row: TestChange; offset: number }[] = [];

  constructor(tables: TestTables, table: TableSpec, readColumns: readonly number[]) {
    this.#list = table.options["rows"] ?? table.name;
    this.#rows = tables.inputs.get(this.#list) ?? [];
    tables.waiting.set(this.#list, Number.NEGATIVE_INFINITY);
    this.#tables = tables;
    this.#table = table;
    this.#readColumns = readColumns;
    this.#rowBytes = tables.rowBytes ?? 1;
    this.isBounded = tables.isGrowing !== true;
  }

  open(cursors: ReadonlyMap<string, SplitCursor>): void {
    this.#position = this.#indexOf(cursors.get("rows")?.offset ?? 0);
  }

  #indexOf(offset: number): number {
    return Math.ceil(offset / this.#rowBytes);
  }

  discover(batchTimeMs: number): readonly SplitState[] {
    if (this.#position >= this.#rows.length) this.#tables.onIdle?.();
    this.#wait(batchTimeMs);
    this.#availableCount = this.#rows.findIndex((row) => (row.atMs ?? 0) > batchTimeMs);
    if (this.#availableCount === -1) this.#availableCount = this.#rows.length;
    return [
      {
        split: "rows",
        start: { offset: 0 },
        hasMore: (cursor) => this.#indexOf(cursor.offset) < this.#availableCount,
        isEnded: (cursor) => this.isBounded && this.#indexOf(cursor.offset) >= this.#rows.length,
        watermarkGroup: "rows",
      },
    ];
  }

  /** Where every list waits for a time to come, the clock goes on to the first of these times. */
  #wait(batchTimeMs: number): void {
    const { waiting, clock } = this.#tables;
    const next = this.#rows.at(this.#position);
    waiting.set(this.#list, next === undefined ? Number.POSITIVE_INFINITY : (next.atMs ?? 0));
    if (clock === undefined) return;
    const nextMs = Math.min(...waiting.values());
    if (nextMs > batchTimeMs && Number.isFinite(nextMs)) clock.advance(nextMs - clock.nowMs());
  }

  beginBatch(): void {
    this.#batch = [];
  }

  readRun(_split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const first = this.#indexOf(from.offset);
    const limited = Math.min(
      this.#availableCount,
      first + limit.recordsMax,
      Math.max(first, this.#indexOf(limit.beginBefore)),
    );
    const to = replayTo === null ? limited : this.#indexOf(replayTo.offset);
    for (let i = first; i < to; i++) this.#batch.push({ row: this.#rows[i], offset: i * this.#rowBytes });
    this.#position = to;
    return {
      rowCount: to - first,
      bad: [],
      to: { offset: to * this.#rowBytes },
      isEnded: this.isBounded && to >= this.#rows.length,
    };
  }

  endBatch(): SourceRows {
    const batch = this.#batch;
    const columns = this.#readColumns.map((index) => {
      const builder = createBuilder(this.#table.columns[index].type, batch.length);
      for (const { row } of batch) builder.append(row.values[index]);
      return builder.finish();
    });
    const kinds = Uint8Array.from(batch, ({ row }) => KIND_TEXTS.indexOf(row.kind));
    return {
      rowCount: batch.length,
      columns,
      kinds: kinds.some((kind) => kind !== 0) ? kinds : null,
      origin: {
        table: this.#table.name,
        runs: batch.length === 0 ? [] : [{ firstRow: 0, split: "rows" }],
        offsets: Float64Array.from(batch, ({ offset }) => offset),
      },
    };
  }

  close(): void {}
}

export function collectConnector(tables: TestTables): Connector {
  const modeOf = (table: TableSpec) =>
    (table.options["changelog-mode"] ?? (table.primaryKey === null ? "retract" : "upsert")) as
      | "append"
      | "retract"
      | "upsert";
  return {
    name: "collect",
    summary: "keeps the changes of a test",
    options: [{ key: "changelog-mode", type: { oneOf: ["append", "retract", "upsert"] }, summary: "changes it takes" }],
    formats: [],
    metadata: Object.fromEntries(tables.metadata),
    source: null,
    sink: {
      changelogMode: modeOf,
      create: (table, _context: ConnectorContext) => {
        const list = tables.outputs.get(table.name) ?? [];
        tables.outputs.set(table.name, list);
        tables.types.set(
          table.name,
          table.columns.map((column) => column.type),
        );
        return new CollectSink(table, list);
      },
    },
  };
}

class CollectSink implements Sink {
  readonly commitOrder = "none";
  readonly #table: TableSpec;
  readonly #changes: TestChange[];

  constructor(table: TableSpec, changes: TestChange[]) {
    this.#table = table;
    this.#changes = changes;
  }

  open(): void {}

  write(batch: ChangeBatch): void {
    const count = batch.selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      this.#changes.push({
        kind: KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]],
        values: this.#table.columns.map((column, k) => scalarAt(batch.columns[k], column.type, row)),
      });
    }
  }

  prepare(): SinkManifest | null {
    return null;
  }

  close(): void {}
}
