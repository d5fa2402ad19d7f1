// One side of a join: its state table, the rows of the current batch in it, and, where time bounds the join, when rows may
// be let go.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import type { BatchContext } from "../../operator.ts";
import type { JoinKeys } from "../../state/join-keys.ts";
import { JoinRowsTable, NONE } from "../../state/join-rows-table.ts";
import { ExpiryQueue } from "./expiry-queue.ts";

/** When rows of a side are of no use any more. */
export interface SideTimes {
  /** Before each batch: what the run knows of time zones. */
  follow(context: BatchContext): void;
  /** Event time of each row: what interval bounds compare. */
  timesMs(columns: readonly Vector[], rowCount: number): Float64Array;
  /** The watermark from which on a row of this time comes too late to wait for matches. */
  lateFromMs(timeMs: number): number;
  /** The watermark from which on a row of this time is let go. */
  keptUntilMs(timeMs: number): number;
}

export class JoinSide {
  readonly table: JoinRowsTable;
  readonly types: readonly SqlType[];
  readonly times: SideTimes | null;
  /** True when unmatched rows, or the first match, say something. */
  readonly tracksMatches: boolean;
  batch: ChangeBatch | null = null;
  live: Int32Array = new Int32Array(0);
  /** By place among the live rows: number in the table, key. */
  rows = new Int32Array(0);
  keys = new Int32Array(0);
  /** By row. */
  rowTimes = new Float64Array(16);
  readonly #expiry = new ExpiryQueue();
  #isQueued = false;

  constructor(
    name: "left" | "right",
    columns: readonly Column[],
    keyColumns: readonly number[],
    keys: JoinKeys,
    times: SideTimes | null,
    tracksMatches: boolean,
  ) {
    this.types = columns.map((column) => column.type);
    this.table = new JoinRowsTable(name, this.types, keyColumns, keys);
    this.times = times;
    this.tracksMatches = tracksMatches;
  }

  /** Frees what the last batch let go. Before all sides are opened. */
  tidy(): void {
    if (this.table.tidy()) this.#isQueued = false;
  }

  /** Follows a renumbering of the keys. */
  renumberKeys(map: Int32Array): void {
    this.table.renumberKeys(map);
    this.#isQueued = false;
  }

  open(batch: ChangeBatch, live: Int32Array): void {
    if (this.times !== null && !this.#isQueued) this.#queueAll(this.times);
    this.batch = batch;
    this.live = live;
    this.rows = new Int32Array(live.length);
    this.keys = new Int32Array(live.length);
    this.table.assign(batch.columns, live, this.rows, this.keys);
    if (this.times === null) return;
    const times = this.times.timesMs(batch.columns, batch.rowCount);
    for (let i = 0; i < live.length; i++) this.#setTime(this.rows[i], times[live[i]]);
  }

  close(): void {
    this.batch = null;
  }

  #setTime(row: number, timeMs: number): void {
    this.rowTimes = grown(this.rowTimes, row + 1);
    this.rowTimes[row] = timeMs;
  }

  #queueAll(times: SideTimes): void {
    this.#isQueued = true;
    this.#expiry.clear();
    const rows = this.table.liveRows();
    const all = times.timesMs(this.table.read(rows, rows.length), rows.length);
    for (let i = 0; i < rows.length; i++) {
      this.#setTime(rows[i], all[i]);
      this.#queue(times.keptUntilMs(all[i]), rows[i]);
    }
  }

  isLate(row: number, markMs: number): boolean {
    return this.times !== null && this.times.lateFromMs(this.rowTimes[row]) <= markMs;
  }

  add(row: number): void {
    const isFirst = this.table.counts[row] === 0;
    this.table.add(row);
    if (!isFirst || this.times === null) return;
    this.#queue(this.times.keptUntilMs(this.rowTimes[row]), row);
  }

  #queue(untilMs: number, row: number): void {
    if (untilMs < Number.POSITIVE_INFINITY) this.#expiry.push(untilMs, this.table.orderOf(row), row);
  }

  /** The next live row that a watermark lets go; NONE when there is none. It stays until it is removed. */
  nextExpired(markMs: number): number {
    while (this.#expiry.nextMs <= markMs && !this.#expiry.isEmpty) {
      const { row, order } = this.#expiry.pop();
      if (this.table.counts[row] > 0 && this.table.orderOf(row) === order) return row;
    }
    return NONE;
  }
}
