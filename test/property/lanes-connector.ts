// The connector `lanes`: rows in memory, each in a named lane that has a watermark of its own. Lanes are read side by side
// in turns of 64 KiB; every row counts as RECORD_BYTES, so that turns are short. A -U and its +U are one record, as in any
// format of changes: no batch and no turn comes between them.
import { createBuilder } from "../../src/columnar/builders.ts";
import { KIND_TEXTS } from "../../src/columnar/change-batch.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type {
  Connector,
  RunLimit,
  RunResult,
  Source,
  SourceRows,
  SplitCursor,
  SplitState,
  TableSpec,
} from "../../src/connectors/connector.ts";

export interface LaneRow {
  readonly lane: string;
  readonly kind: (typeof KIND_TEXTS)[number];
  readonly values: readonly Scalar[];
}

const RECORD_BYTES = 40_000;
const TURN_BYTES = 64 * 1024;

/** A row with its place in the order in which a job reads it. */
export interface PlacedRow extends LaneRow {
  readonly table: string;
  readonly offset: number;
}

/** Rows of all tables in arrival order: turn by turn, in a turn by table and lane. */
export function arrivalOrder(tables: ReadonlyMap<string, readonly LaneRow[]>): readonly PlacedRow[] {
  const placed = [...tables].flatMap(([table, rows]) => {
    const counts = new Map<string, number>();
    return rows.map((row): PlacedRow => {
      const index = counts.get(row.lane) ?? 0;
      counts.set(row.lane, index + 1);
      return { ...row, table, offset: index * RECORD_BYTES };
    });
  });
  const turnOf = (row: PlacedRow) =>
    Math.floor((row.kind === "+U" ? row.offset - RECORD_BYTES : row.offset) / TURN_BYTES);
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return placed.sort(
    (a, b) => turnOf(a) - turnOf(b) || byText(a.table, b.table) || byText(a.lane, b.lane) || a.offset - b.offset,
  );
}

export function lanesConnector(tables: ReadonlyMap<string, readonly LaneRow[]>): Connector {
  return {
    name: "lanes",
    summary: "rows of a test in lanes",
    options: [{ key: "changelog-mode", type: { oneOf: ["append", "retract", "upsert"] }, summary: "kinds of changes" }],
    formats: [],
    metadata: {},
    source: {
      isBounded: () => true,
      changelogMode: (table) => (table.options["changelog-mode"] ?? "append") as "append" | "retract" | "upsert",
      create: (table, readColumns) => new LanesSource(table, tables.get(table.name) ?? [], readColumns),
    },
    sink: null,
  };
}

class LanesSource implements Source {
  readonly isBounded = true;
  readonly #table: TableSpec;
  readonly #readColumns: readonly number[];
  readonly #lanes: ReadonlyMap<string, readonly LaneRow[]>;
  #runs: { lane: string; rows: readonly LaneRow[]; from: number }[] = [];

  constructor(table: TableSpec, rows: readonly LaneRow[], readColumns: readonly number[]) {
    this.#table = table;
    this.#readColumns = readColumns;
    this.#lanes = Map.groupBy(rows, (row) => row.lane);
  }

  open(): void {}

  discover(): readonly SplitState[] {
    return [...this.#lanes.keys()].sort().map((lane) => {
      const endOffset = (this.#lanes.get(lane)?.length ?? 0) * RECORD_BYTES;
      return {
        split: lane,
        start: { offset: 0 },
        hasMore: (cursor) => cursor.offset < endOffset,
        isEnded: (cursor) => cursor.offset >= endOffset,
        watermarkGroup: lane,
      };
    });
  }

  beginBatch(): void {
    this.#runs = [];
  }

  readRun(split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const rows = this.#lanes.get(split) ?? [];
    const first = from.offset / RECORD_BYTES;
    let end = first;
    if (replayTo !== null) end = replayTo.offset / RECORD_BYTES;
    else {
      while (end < rows.length && end - first < limit.recordsMax && end * RECORD_BYTES < limit.beginBefore) end++;
      if (end < rows.length && rows[end].kind === "+U") end++;
    }
    this.#runs.push({ lane: split, rows: rows.slice(first, end), from: first });
    return { rowCount: end - first, bad: [], to: { offset: end * RECORD_BYTES }, isEnded: end >= rows.length };
  }

  endBatch(): SourceRows {
    const rows = this.#runs.flatMap((run) => run.rows);
    const columns = this.#readColumns.map((index) => {
      const builder = createBuilder(this.#table.columns[index].type, rows.length);
      for (const { values } of rows) builder.append(values[index]);
      return builder.finish();
    });
    let firstRow = 0;
    const runs = this.#runs.map((run) => {
      firstRow += run.rows.length;
      return { firstRow: firstRow - run.rows.length, split: run.lane };
    });
    const offsets = this.#runs.flatMap((run) => run.rows.map((_, i) => (run.from + i) * RECORD_BYTES));
    const kinds = Uint8Array.from(rows, ({ kind }) => KIND_TEXTS.indexOf(kind));
    return {
      rowCount: rows.length,
      columns,
      kinds: kinds.some((kind) => kind !== 0) ? kinds : null,
      origin: { table: this.#table.name, runs, offsets: Float64Array.from(offsets) },
    };
  }

  close(): void {}
}
