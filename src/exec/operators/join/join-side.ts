// One side of a join: its state table, the rows of the current batch in it, and, where time bounds the join, when rows may
// be let go.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalNode } from "../../../planner/physical.ts";
import type { BatchContext } from "../../operator.ts";
import { AppendJoinRows } from "../../state/append-join-rows.ts";
import type { JoinKeys } from "../../state/join-keys.ts";
import { type JoinRows, NONE } from "../../state/join-rows.ts";
import { JoinRowsTable } from "../../state/join-rows-table.ts";
import { rowNumbers } from "../live-rows.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import { ExpiryRuns } from "./expiry-runs.ts";

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
  readonly table: JoinRows;
  readonly types: readonly SqlType[];
  readonly times: SideTimes | null;
  /** How long a row stays without being written; null: for ever. */
  readonly ttlMs: number | null;
  /** True when unmatched rows, or the first match, say something. */
  readonly tracksMatches: boolean;
  batch: ChangeBatch | null = null;
  live: Int32Array = new Int32Array(0);
  /** By place among the live rows: number in the table, key. */
  rows = new Int32Array(0);
  keys = new Int32Array(0);
  /** By row. */
  rowTimes = new Float64Array(16);
  /** Of rows that come and go. */
  readonly #queue = new ExpiryQueue();
  /** Of rows that only come; null: others. */
  readonly #runs: ExpiryRuns | null;
  #isQueued = false;
  /** The table, where its rows expire. */
  readonly #expiring: JoinRowsTable | null;

  constructor(
    name: "left" | "right",
    input: PhysicalNode,
    keyColumns: readonly number[],
    keys: JoinKeys,
    times: SideTimes | null,
    tracksMatches: boolean,
    ttlMs: number | null,
  ) {
    this.types = input.columns.map((column) => column.type);
    this.ttlMs = ttlMs;
    const isAppend = input.changelogMode === "append" && ttlMs === null;
    this.#expiring =
      ttlMs === null ? null : new JoinRowsTable(name, this.types, keyColumns, keys, { keepsTimes: true });
    this.table = this.#expiring ?? new (isAppend ? AppendJoinRows : JoinRowsTable)(name, this.types, keyColumns, keys);
    this.#runs = isAppend ? new ExpiryRuns() : null;
    this.times = times;
    this.tracksMatches = tracksMatches;
  }

  /** Rows that have been idle for too long go, and nothing is said of them; answers how many. */
  expire(nowMs: number): number {
    if (this.#expiring === null || this.ttlMs === null) return 0;
    this.#expiring.nowMs = nowMs;
    return this.#expiring.expire(this.ttlMs);
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
    this.#setTimes(this.rows, live, this.times.timesMs(batch.columns, batch.rowCount));
    if (this.#runs !== null) this.#pushAll(this.rows, this.times, this.#runs);
  }

  /** When the last watermark of the batch is known. */
  prepareExpiry(markMs: number): void {
    this.#runs?.prepare(markMs);
  }

  /** When the output of the batch is read. */
  close(): void {
    this.batch = null;
    this.table.endBatch();
  }

  /** rowTimes[rows[i]] = times[places[i]]. */
  #setTimes(rows: Int32Array, places: Int32Array, times: Float64Array): void {
    this.rowTimes = grown(this.rowTimes, this.table.rowLimit);
    for (let i = 0; i < rows.length; i++) this.rowTimes[rows[i]] = times[places[i]];
  }

  #queueAll(times: SideTimes): void {
    this.#isQueued = true;
    this.#queue.clear();
    this.#runs?.clear();
    const rows = this.table.liveRows();
    this.#setTimes(rows, rowNumbers(rows.length), times.timesMs(this.table.read(rows, rows.length), rows.length));
    if (this.#runs !== null) this.#pushAll(rows, times, this.#runs);
    else for (const row of rows) this.#enqueue(times.keptUntilMs(this.rowTimes[row]), row);
  }

  #pushAll(rows: Int32Array, times: SideTimes, runs: ExpiryRuns): void {
    for (let i = 0; i < rows.length; i++) {
      const untilMs = times.keptUntilMs(this.rowTimes[rows[i]]);
      if (untilMs < Number.POSITIVE_INFINITY) runs.push(untilMs, this.table.orderOf(rows[i]), rows[i]);
    }
  }

  isLate(row: number, markMs: number): boolean {
    return this.times !== null && this.times.lateFromMs(this.rowTimes[row]) <= markMs;
  }

  add(row: number): void {
    const isFirst = this.#runs === null && this.table.countOf(row) === 0;
    this.table.add(row);
    if (isFirst && this.times !== null) this.#enqueue(this.times.keptUntilMs(this.rowTimes[row]), row);
  }

  #enqueue(untilMs: number, row: number): void {
    if (untilMs < Number.POSITIVE_INFINITY) this.#queue.push(untilMs, this.table.orderOf(row), row);
  }

  /** The next live row that a watermark lets go; NONE when there is none. It stays until it is removed. */
  nextExpired(markMs: number): number {
    const runs = this.#runs;
    if (runs !== null) {
      for (; runs.isDue(markMs); runs.pass()) if (this.#isLive(runs.row, runs.order)) return runs.row;
      return NONE;
    }
    while (this.#queue.nextMs <= markMs && !this.#queue.isEmpty) {
      const { row, order } = this.#queue.pop();
      if (this.#isLive(row, order)) return row;
    }
    return NONE;
  }

  /** The row is there, and no other has its number now. */
  #isLive(row: number, order: number): boolean {
    return this.table.countOf(row) > 0 && this.table.orderOf(row) === order;
  }
}
