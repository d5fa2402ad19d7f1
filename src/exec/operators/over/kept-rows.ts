// Sorted rows per partition, taken from the batches of one input: what Top-N of both kinds keep.
//
// Over append-only input a row that can never be shown is not kept, and one that is pushed out goes for good. Over changes
// every row is kept; a retraction takes the last equal row that came, an update puts the new row at the place in arrival
// order of the one it replaces.
// Slots that go are freed only by `release`, at the end of the batch: what was shown of them is still to be taken back.
import { type ChangeBatch, DELETE, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import type { SqlType } from "../../../common/types.ts";
import type { ColumnOrder } from "../../../planner/over-calls.ts";
import type { BatchContext } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import { reportUnknown, reportUsed } from "../accounts.ts";
import { Partitions } from "./partitions.ts";
import { type RankRange, reachableCount } from "./rank-cut.ts";
import { SlotOrder } from "./slot-order.ts";

export interface KeptRowsOptions {
  readonly operatorId: string;
  readonly types: readonly SqlType[];
  readonly partition: readonly number[];
  readonly order: readonly ColumnOrder[];
  readonly ties: "first" | "last";
  /** Null: all rows are kept. */
  readonly range: RankRange | null;
  readonly isAppend: boolean;
  /** How long a partition stays without a change; null: for ever. */
  readonly ttlMs: number | null;
}

/** A partition, and the row of the batch that comes or goes. */
export type Touch = (group: number, row: number) => void;

export class KeptRows {
  readonly rows: RowSlots;
  readonly order: SlotOrder;
  readonly partitions: Partitions;
  readonly #options: KeptRowsOptions;
  #gone: number[] = [];
  /** Over append-only input rows are compared by their keys alone: the other columns are filled in at the end of a batch. */
  readonly #isDeferred: boolean;
  /** Slot and row by turns. */
  #added: number[] = [];

  constructor(options: KeptRowsOptions) {
    this.#options = options;
    this.#isDeferred = options.isAppend;
    const expires = options.ttlMs !== null;
    this.rows = new RowSlots("rows", options.types, { keepsTimes: expires });
    this.order = new SlotOrder(this.rows, options.order, options.ties);
    this.partitions = new Partitions(this.rows, this.order, options.partition, options.types, expires);
  }

  /** Before the rows of a batch: partitions that have been idle for too long go, and nothing is said of them. */
  expire(context: BatchContext): void {
    const { ttlMs, operatorId } = this.#options;
    if (ttlMs === null) return;
    this.partitions.nowMs = context.batchTimeMs;
    const idle = this.partitions.idle(ttlMs);
    for (const group of idle) this.drop(group);
    this.release(idle);
    context.report.expired(operatorId, idle.length);
  }

  /** Applies rows of a batch; `touch` is told of a partition just before a row of it comes or goes, and of that row. */
  apply(batch: ChangeBatch, rows: Int32Array, context: BatchContext, touch: Touch): void {
    const groups = this.partitions.groupsOf(batch.columns, rows, rows.length);
    const { isAppend } = this.#options;
    const kinds = isAppend ? null : batch.kinds;
    const bad = new Set<number>();
    let openSeq: number | null = null;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const kind = kinds === null ? 0 : kinds[row];
      if (kind === DELETE || kind === UPDATE_BEFORE) {
        openSeq = this.#retract(groups[i], batch, row, touch);
        if (openSeq === null) {
          if (reportUnknown(context, this.#options, batch, row)) bad.add(row);
        }
        if (kind === DELETE) openSeq = null;
        continue;
      }
      this.#add(groups[i], batch, row, kind === UPDATE_AFTER ? openSeq : null, touch);
      openSeq = null;
    }
    this.#fillIn(batch);
    const taken = bad.size === 0 ? rows : rows.filter((row) => !bad.has(row));
    reportUsed(context, this.#options.operatorId, batch.origin, taken, taken.length);
  }

  #fillIn(batch: ChangeBatch): void {
    const count = this.#added.length / 2;
    if (count === 0) return;
    const slots = new Int32Array(count);
    const rows = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      slots[i] = this.#added[i * 2];
      rows[i] = this.#added[i * 2 + 1];
    }
    this.rows.fillIn(batch.columns, slots, rows, count, this.order.columns);
    this.#added = [];
  }

  #add(group: number, batch: ChangeBatch, row: number, seq: number | null, touch: Touch): void {
    const list = this.partitions.list(group);
    const { range, isAppend } = this.#options;
    const isCut = isAppend && range !== null;
    if (isCut && range.fn === "ROW_NUMBER" && list.length >= range.to) {
      const last = this.order.compareToRow(list[list.length - 1], batch.columns, row);
      if (last < 0 || (last === 0 && !this.order.doesNewComeFirst)) return;
    }
    touch(group, row);
    const slot = this.#isDeferred
      ? this.rows.addKeys(batch.columns, row, this.order.columns)
      : this.rows.addOne(batch.columns, row, seq);
    if (this.#isDeferred) this.#added.push(slot, row);
    const place = this.order.placeOf(list, slot);
    if (place === list.length) list.push(slot);
    else list.splice(place, 0, slot);
    const kept = isCut ? reachableCount(list, range, this.order) : list.length;
    // A row that is not kept writes nothing.
    if (place < kept) this.partitions.touch(group);
    while (list.length > kept) this.#gone.push(list.pop() as number);
  }

  /** The number of the row that went; null: it was not there. */
  #retract(group: number, batch: ChangeBatch, row: number, touch: Touch): number | null {
    const list = this.partitions.list(group);
    const at = this.order.find(list, batch.columns, row);
    if (at === -1) return null;
    touch(group, row);
    const [slot] = list.splice(at, 1);
    this.partitions.rewrite(group);
    this.#gone.push(slot);
    return this.rows.seqs[slot];
  }

  /** A partition goes with all its rows. */
  drop(group: number): void {
    const list = this.partitions.list(group);
    for (const slot of list) this.#gone.push(slot);
    list.length = 0;
  }

  /** Ends the batch; `touched` are the partitions that may be empty now. */
  release(touched: Iterable<number>): void {
    this.rows.removeAll(this.#gone);
    this.#gone = [];
    this.partitions.tidy(touched);
  }
}
