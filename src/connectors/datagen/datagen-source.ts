// The datagen source: one split whose record n is a function of the seed and n (and of the batch's logged time, for
// timestamps), so a replay of logged ranges makes the same rows.
//
// Pace: rows-per-second counted from the first look after a start, one second's worth at once; what was missed while the
// job stood still is not caught up, nor what a machine that slept or a clock that was set forward would make.
import { createBuilder, type VectorBuilder } from "../../columnar/builders.ts";
import type { SqlType } from "../../common/types.ts";
import type { RunLimit, RunResult, Source, SourceRows, SplitCursor, SplitLag, SplitState } from "../connector.ts";
import type { Generator } from "./generators.ts";
import { RowRandom } from "./row-random.ts";

const SPLIT = "datagen";
/** Stands for the bytes of a row where limits are in bytes. */
const ROW_BYTES = 64;
/** A gap between two looks counts for so long at most. */
const GAP_MS_MAX = 60_000;

export interface DatagenField {
  readonly type: SqlType;
  readonly make: Generator;
  /** Index among the table's columns: part of the random sequence, whatever columns are read. */
  readonly column: number;
}

export interface DatagenSetup {
  readonly table: string;
  readonly fields: readonly DatagenField[];
  readonly seed: number;
  readonly rowsPerSecond: number;
  /** Infinity: without end. */
  readonly rowCount: number;
}

export class DatagenSource implements Source {
  readonly isBounded: boolean;
  readonly #setup: DatagenSetup;
  readonly #random = new RowRandom();
  #builders: VectorBuilder[] = [];
  #offsets: number[] = [];
  #timeMs = 0;
  /** Rows that were read. */
  #position = 0;
  /** Where this run began to count, for how long it has counted, and when it looked last. */
  #fromRow = 0;
  #countedMs = 0;
  #lookedMs: number | null = null;

  constructor(setup: DatagenSetup) {
    this.#setup = setup;
    this.isBounded = setup.rowCount !== Number.POSITIVE_INFINITY;
  }

  open(cursors: ReadonlyMap<string, SplitCursor>): void {
    this.#fromRow = this.#position = cursors.get(SPLIT)?.offset ?? 0;
    this.#countedMs = 0;
    this.#lookedMs = null;
  }

  /** Rows that the pace has made and nobody has read yet. */
  lag(): readonly SplitLag[] {
    return [{ split: SPLIT, records: Math.max(0, this.#available() - this.#position), lost: 0 }];
  }

  discover(batchTimeMs: number): readonly SplitState[] {
    this.#timeMs = batchTimeMs;
    this.#countedMs += Math.min(Math.max(0, batchTimeMs - (this.#lookedMs ?? batchTimeMs)), GAP_MS_MAX);
    this.#lookedMs = batchTimeMs;
    const { rowCount } = this.#setup;
    return [
      {
        split: SPLIT,
        start: { offset: 0 },
        hasMore: ({ offset }) => offset < this.#available(),
        isEnded: ({ offset }) => offset >= rowCount,
        watermarkGroup: SPLIT,
      },
    ];
  }

  beginBatch(): void {
    this.#builders = this.#setup.fields.map(({ type }) => createBuilder(type));
    this.#offsets = [];
  }

  readRun(_split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const { rowCount } = this.#setup;
    const byLimit = Math.min(
      from.offset + limit.recordsMax,
      limit.beginBefore,
      from.offset + Math.max(1, Math.ceil(limit.bytesMax / ROW_BYTES)),
      this.#available(),
    );
    const to = Math.max(from.offset, replayTo === null ? Math.floor(byLimit) : replayTo.offset);
    for (let row = from.offset; row < to; row++) this.#makeRow(row);
    this.#position = to;
    return { rowCount: to - from.offset, bad: [], to: { offset: to }, isEnded: to >= rowCount };
  }

  endBatch(): SourceRows {
    const rowCount = this.#offsets.length;
    const columns = this.#builders.map((builder) => builder.finish());
    const origin = {
      table: this.#setup.table,
      runs: rowCount === 0 ? [] : [{ firstRow: 0, split: SPLIT }],
      offsets: Float64Array.from(this.#offsets),
    };
    return { rowCount, columns, kinds: null, origin };
  }

  close(): void {}

  /** Rows that exist by now. */
  #available(): number {
    const { rowsPerSecond, rowCount } = this.#setup;
    return Math.min(rowCount, this.#fromRow + Math.floor((this.#countedMs / 1000 + 1) * rowsPerSecond));
  }

  #makeRow(row: number): void {
    const { fields, seed } = this.#setup;
    for (let i = 0; i < fields.length; i++) {
      this.#random.at(seed, row, fields[i].column);
      this.#builders[i].append(fields[i].make(this.#random, row, this.#timeMs));
    }
    this.#offsets.push(row);
  }
}
