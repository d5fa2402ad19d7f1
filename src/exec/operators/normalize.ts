// Changes by key to full changes: the row of a key that came last is kept, so that an update takes back what it replaces.
//
// +I and +U: the first row of a key is +I; a row equal to the kept one says nothing; another one replaces it (-U, +U).
// -D: takes back the kept row, whatever the event carries besides its key; of a key that is not kept it says nothing.
// With `verifies` (changes of full rows that are not believed): the same, but a -U or -D of a row that is not the kept one
// is refused. A -U before the +U of its key is only looked at.
// State: "rows", one row per key. Source of the semantics: Flink's ChangelogNormalize.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { PhysicalNormalize } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { RowSlots } from "../state/rows/row-slots.ts";
import type { StateTable } from "../state/state-table.ts";
import { type Retracted, reportUnknown, reportUsed } from "./accounts.ts";
import { expireKeys } from "./expire-keys.ts";
import { KeyedChanges } from "./keyed-changes.ts";
import { liveRows } from "./live-rows.ts";
import { Partitions } from "./over/partitions.ts";
import { SlotOrder } from "./over/slot-order.ts";

export class NormalizeOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #verifies: boolean;
  readonly #retracted: Retracted;
  readonly #rows: RowSlots;
  readonly #byKey: Partitions;
  readonly #order: SlotOrder;

  constructor(node: PhysicalNormalize) {
    this.id = node.id;
    this.#verifies = node.verifies;
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
      if (kind === INSERT || kind === UPDATE_AFTER) {
        this.#put(groups[i], input, rows[i], changes);
        continue;
      }
      const isKnown = this.#isKept(groups[i], input, rows[i]);
      if (this.#verifies && !isKnown) {
        if (reportUnknown(context, this.#retracted, input, rows[i])) bad.add(rows[i]);
      } else if (kind === DELETE || !isReplaced(input, rows, groups, i)) this.#take(groups[i], rows[i], changes);
    }
    const taken = bad.size === 0 ? rows : rows.filter((row) => !bad.has(row));
    reportUsed(context, this.id, input.origin, taken, taken.length);
    const output = changes.finish(this.#rows, input);
    this.#byKey.tidy(new Set(groups));
    return output;
  }

  #isKept(group: number, input: ChangeBatch, row: number): boolean {
    return this.#order.find(this.#byKey.list(group), input.columns, row) !== -1;
  }

  #put(group: number, input: ChangeBatch, row: number, changes: KeyedChanges): void {
    const list = this.#byKey.list(group);
    // Where state expires, operators above hear of the row again, so that theirs stays as long as this.
    if (this.#retracted.ttlMs === null && this.#isKept(group, input, row)) return;
    this.#byKey.touch(group);
    if (list.length === 0) {
      const slot = this.#rows.addOne(input.columns, row, null);
      list.push(slot);
      changes.add(slot, INSERT, row);
      return;
    }
    const [old] = list;
    const slot = this.#rows.addOne(input.columns, row, this.#rows.seqs[old]);
    list[0] = slot;
    changes.add(old, UPDATE_BEFORE, row);
    changes.add(slot, UPDATE_AFTER, row);
    changes.drop(old);
  }

  #take(group: number, row: number, changes: KeyedChanges): void {
    const slot = this.#byKey.list(group).pop();
    if (slot === undefined) return;
    changes.add(slot, DELETE, row);
    changes.drop(slot);
  }
}

/** True when the next row is the +U of the same key. */
function isReplaced(input: ChangeBatch, rows: Int32Array, groups: Int32Array, i: number): boolean {
  return i + 1 < rows.length && groups[i + 1] === groups[i] && input.kinds?.[rows[i + 1]] === UPDATE_AFTER;
}
