// Run-time checks around every operator, on in tests: what laws 5, 6 and 8 of docs/ARCHITECTURE.md ask of a batch. A failed
// check is INTERNAL_INVARIANT and names the operator.
//
// Checked: one vector per column, of a rep that its type has, as long as the batch; selection ascending and within the
// batch; no changes where the plan says append; -U followed by its +U where updates are made; steps ascending, within the batch, and never
// back; origin and arrival per row.
import { type ChangeBatch, UPDATE_AFTER, UPDATE_BEFORE } from "../columnar/change-batch.ts";
import { storageOf } from "../columnar/storage.ts";
import type { Vector } from "../columnar/vector.ts";
import { invariant } from "../common/invariant.ts";
import type { Column, SqlType } from "../common/types.ts";
import type { PhysicalNode, PhysicalScan } from "../planner/physical.ts";
import type { BatchContext, Operator, ScanOperator } from "./operator.ts";

/** The operator with every batch it emits checked. */
export function checkedOperator(operator: Operator, node: PhysicalNode): Operator {
  const checker = new BatchChecker(node);
  return {
    id: operator.id,
    stateTables: operator.stateTables,
    processBatch(inputs: readonly ChangeBatch[], context: BatchContext) {
      return checker.check(operator.processBatch(inputs, context));
    },
    ...(operator.takeOutside === undefined
      ? {}
      : { takeOutside: async (inputs, context, log) => operator.takeOutside?.(inputs, context, log) }),
    ...(operator.open === undefined ? {} : { open: async () => operator.open?.() }),
    ...(operator.close === undefined ? {} : { close: async () => operator.close?.() }),
    ...(operator.nextTimerMs === undefined
      ? {}
      : { nextTimerMs: () => operator.nextTimerMs?.() ?? Number.POSITIVE_INFINITY }),
    ...(operator.isDone === undefined ? {} : { isDone: () => operator.isDone?.() ?? false }),
  };
}

export function checkedScan(scan: ScanOperator, node: PhysicalScan): ScanOperator {
  const checker = new BatchChecker(node);
  return {
    id: scan.id,
    table: scan.table,
    sourceColumns: scan.sourceColumns,
    stateTables: scan.stateTables,
    processSource: (batch, context) => checker.check(scan.processSource(batch, context)),
  };
}

class BatchChecker {
  readonly #name: string;
  readonly #columns: readonly Column[];
  readonly #isAppend: boolean;
  /** Filters may leave half an update; what makes updates leaves both halves side by side. */
  readonly #makesUpdates: boolean;
  #markMs = Number.NEGATIVE_INFINITY;

  constructor(node: PhysicalNode) {
    this.#name = `${node.kind} ${node.id}`;
    this.#columns = node.columns;
    this.#isAppend = node.changelogMode === "append";
    this.#makesUpdates = node.kind === "group-aggregate" || node.kind === "window-aggregate" || node.kind === "limit";
  }

  check(batch: ChangeBatch): ChangeBatch {
    this.#require(batch.columns.length === this.#columns.length, "one vector per column");
    for (let c = 0; c < batch.columns.length; c++) {
      this.#checkVector(batch.columns[c], this.#columns[c], batch.rowCount);
    }
    this.#checkSelection(batch);
    this.#checkKinds(batch);
    this.#checkSteps(batch);
    this.#checkPlaces(batch);
    return batch;
  }

  #require(condition: boolean, what: string): void {
    invariant(condition, `${this.#name}: ${what}`);
  }

  #checkVector(vector: Vector, column: Column, rowCount: number): void {
    this.#require(isRepOf(vector, column.type), `column ${column.name} is not held as ${vector.rep}`);
    const length = vector.rep === "bytes" ? Math.min(vector.start.length, vector.end.length) : vector.values.length;
    this.#require(length >= rowCount, `column ${column.name} has a value for each row`);
    this.#require(
      vector.valid === null || vector.valid.length >= rowCount,
      `column ${column.name} has validity for each row`,
    );
  }

  #checkSelection({ selection, rowCount }: ChangeBatch): void {
    if (selection === null) return;
    for (let i = 0; i < selection.length; i++) {
      this.#require(i === 0 || selection[i] > selection[i - 1], "selection ascends");
      this.#require(selection[i] >= 0 && selection[i] < rowCount, "selected rows exist");
    }
  }

  #checkKinds({ kinds, selection, rowCount }: ChangeBatch): void {
    if (kinds === null) return;
    this.#require(kinds.length >= rowCount, "a kind for each row");
    const count = selection === null ? rowCount : selection.length;
    let last = 0;
    for (let i = 0; i < count; i++) {
      const kind = kinds[selection === null ? i : selection[i]];
      this.#require(kind <= 3, "kinds are 0 .. 3");
      this.#require(kind === 0 || !this.#isAppend, "an append-only edge carries inserts only");
      if (this.#makesUpdates)
        this.#require((last === UPDATE_BEFORE) === (kind === UPDATE_AFTER), "-U is followed by its +U");
      last = kind;
    }
    this.#require(!this.#makesUpdates || last !== UPDATE_BEFORE, "-U is followed by its +U");
  }

  #checkSteps({ steps, rowCount }: ChangeBatch): void {
    for (let s = 0; s < steps.count; s++) {
      this.#require(steps.rows[s] >= 0 && steps.rows[s] <= rowCount, "steps stand within the batch");
      this.#require(s === 0 || steps.rows[s] >= steps.rows[s - 1], "steps ascend");
      this.#require(steps.marks[s] >= this.#markMs, "the watermark never goes back");
      if (steps.marks[s] < Number.POSITIVE_INFINITY) this.#markMs = steps.marks[s];
    }
  }

  #checkPlaces({ origin, arrival, rowCount }: ChangeBatch): void {
    this.#require(origin === null || origin.offsets.length >= rowCount, "an offset for each row");
    if (arrival === null) return;
    this.#require(arrival.length >= rowCount, "an arrival position for each row");
    for (let row = 1; row < rowCount; row++) this.#require(arrival[row] >= arrival[row - 1], "arrival ascends");
  }
}

function isRepOf(vector: Vector, type: SqlType): boolean {
  const storage = storageOf(type);
  return storage === "exact" ? ["f64", "i64", "big"].includes(vector.rep) : vector.rep === storage;
}
