// The row that a table shows per key, of an updating result with several rows of one key: the one that came last. When it is taken
// back, the one before it is shown again.
//
// +I and +U: the row is kept as the last of its key and shown; what was shown before is taken back.
// -U and -D: the last equal row goes. If it was shown, the row before it is shown again, or nothing.
// State: "rows", every live row of the input. Source of the semantics: Flink's SinkUpsertMaterializer.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { PhysicalMaterialize } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { RowSlots } from "../state/rows/row-slots.ts";
import type { StateTable } from "../state/state-table.ts";
import { type Retracted, reportUnknown, reportUsed } from "./accounts.ts";
import { expireKeys } from "./expire-keys.ts";
import { KeyedChanges } from "./keyed-changes.ts";
import { liveRows } from "./live-rows.ts";
import { Partitions } from "./over/partitions.ts";
import { SlotOrder } from "./over/slot-order.ts";

export class MaterializeOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #retracted: Retracted;
  readonly #rows: RowSlots;
  readonly #byKey: Partitions;
  readonly #order: SlotOrder;

  constructor(node: PhysicalMaterialize) {
    this.id = node.id;
    const types = node.columns.map((column) => column.type);
    this.#retracted = { operatorId: node.id, types, ttlMs: node.ttlMs };
    const expires = node.ttlMs !== null;
    this.#rows = new RowSlots("rows", types, { keepsTimes: expires });
    this.#order = new SlotOrder(this.#rows, [], "first");
    this.#byKey = new Partitions(this.#rows, this.#order, node.keys, types, expires);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const changes = new KeyedChanges();
    expireKeys(this.#byKey, this.#rows, this.#retracted, context);
    const rows = liveRows(input);
    const groups = this.#byKey.groupsOf(input.columns, rows, rows.length);
    const bad = new Set<number>();
    for (let i = 0; i < rows.length; i++) {
      const kind = input.kinds === null ? INSERT : input.kinds[rows[i]];
      const list = this.#byKey.list(groups[i]);
      if (kind === INSERT || kind === UPDATE_AFTER) {
        this.#byKey.touch(groups[i]);
        this.#add(list, input, rows[i], changes);
      } else if (this.#take(list, input, rows[i], changes)) this.#byKey.rewrite(groups[i]);
      else if (reportUnknown(context, this.#retracted, input, rows[i])) bad.add(rows[i]);
    }
    const taken = bad.size === 0 ? rows : rows.filter((row) => !bad.has(row));
    reportUsed(context, this.id, input.origin, taken, taken.length);
    const output = changes.finish(this.#rows, input);
    this.#byKey.tidy(new Set(groups));
    return output;
  }

  #add(list: number[], input: ChangeBatch, row: number, changes: KeyedChanges): void {
    const shown = list.at(-1);
    const slot = this.#rows.addOne(input.columns, row, null);
    list.push(slot);
    if (shown !== undefined) changes.add(shown, UPDATE_BEFORE, row);
    changes.add(slot, shown === undefined ? INSERT : UPDATE_AFTER, row);
  }

  /** False: the row is not there. */
  #take(list: number[], input: ChangeBatch, row: number, changes: KeyedChanges): boolean {
    const at = this.#order.find(list, input.columns, row);
    if (at === -1) return false;
    const [slot] = list.splice(at, 1);
    changes.drop(slot);
    if (at < list.length) return true;
    const next = list.at(-1);
    changes.add(slot, next === undefined ? DELETE : UPDATE_BEFORE, row);
    if (next !== undefined) changes.add(next, UPDATE_AFTER, row);
    return true;
  }
}
