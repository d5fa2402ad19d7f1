// Sort: ORDER BY on bounded input. Keeps all live rows until the input ends, then emits them in order, cut by offset and
// limit. Rows with equal keys stay in order of arrival.
// State: "rows", every live row until then; let go once emitted. A later run over new files sorts what is new.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { compareAt } from "../../columnar/compare.ts";
import { gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../expr/compile.ts";
import type { SortKey } from "../../expr/expr.ts";
import type { PhysicalSort } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { LiveRowTable } from "../state/live-row-table.ts";
import { RowLogTable } from "../state/row-log-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportBad, reportUsed } from "./accounts.ts";
import { Emission, stepArrival } from "./emission.ts";
import { applyChanges } from "./live-changes.ts";
import { liveRows, rowNumbers } from "./live-rows.ts";
import { isInputEnded } from "./step-questions.ts";

interface KeptRows {
  readonly columns: readonly Vector[];
  readonly count: number;
}

export class SortOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalSort;
  readonly #types: readonly SqlType[];
  readonly #keys: CompiledCalc;
  readonly #rows: RowLogTable | LiveRowTable;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalSort, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#keys = compileCalc(
      null,
      node.keys.map((key) => key.expr),
      this.#types,
    );
    this.#rows = node.input.changelogMode === "append" ? new RowLogTable(this.#types) : new LiveRowTable(this.#types);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#keep(this.#sortable(input, context), context);
    const emission = new Emission(this.#types, this.#hasArrival);
    const { steps } = input;
    const last = steps.count - 1;
    const isEnded = isInputEnded(input, context);
    if (!isEnded) emission.passSteps(input, steps.count);
    else {
      emission.passSteps(input, Math.max(0, last));
      const { columns, count } = this.#sorted(context);
      emission.append(columns, count, null, last < 0 ? -1 : stepArrival(input, last));
      this.#rows.clear();
      if (last >= 0) emission.step(steps.marks[last], stepArrival(input, last));
    }
    return emission.finish();
  }

  /** Without the rows whose sort keys cannot be computed: they are bad when they come, not at the end. */
  #sortable(input: ChangeBatch, context: BatchContext): ChangeBatch {
    if (this.#node.keys.every((key) => key.expr.kind === "column")) return input;
    const { selection } = this.#keys.run(input, context.evaluation, (row, problem) =>
      reportBad(context, this.id, input, this.#types, row, problem),
    );
    return { ...input, selection };
  }

  #keep(input: ChangeBatch, context: BatchContext): void {
    if (this.#rows instanceof LiveRowTable) {
      applyChanges(this.#rows, this.id, input, this.#types, context);
      this.#rows.tidy();
      return;
    }
    const rows = liveRows(input);
    this.#rows.append(input.columns, rows, rows.length);
    reportUsed(context, this.id, input.origin, rows, rows.length);
  }

  #kept(): KeptRows {
    if (!(this.#rows instanceof LiveRowTable)) return this.#rows.read();
    const groups = Int32Array.from(this.#rows.slots.filter((group) => group >= 0));
    return { columns: this.#rows.keys.keys(groups, groups.length), count: groups.length };
  }

  #sorted(context: BatchContext): KeptRows {
    const { columns, count } = this.#kept();
    const computed = this.#keys.run({ rowCount: count, columns, selection: null }, context.evaluation, null);
    const order = rowNumbers(count);
    const compare = rowOrder(computed.columns, this.#node.keys);
    order.sort(compare);
    const { offset, limit } = this.#node;
    const cut = order.subarray(offset, limit === null ? order.length : offset + limit);
    return { columns: columns.map((column) => gather(column, cut, cut.length)), count: cut.length };
  }
}

/** Order of rows by their sort keys, equal ones by row number. */
function rowOrder(keys: readonly Vector[], specs: readonly SortKey[]): (i: number, j: number) => number {
  const comparisons = specs.map((spec, k) => keyOrder(keys[k], spec));
  return (i, j) => {
    for (const compare of comparisons) {
      const order = compare(i, j);
      if (order !== 0) return order;
    }
    return i - j;
  };
}

function keyOrder(vector: Vector, spec: SortKey): (i: number, j: number) => number {
  const { valid } = vector;
  const values = compareAt({ ...vector, valid: null }, spec.expr.type);
  const directed = spec.isDescending ? (i: number, j: number) => values(j, i) : values;
  if (valid === null) return directed;
  const nullOrder = spec.isNullsFirst ? 1 : -1;
  return (i, j) => {
    if (valid[i] === 1 && valid[j] === 1) return directed(i, j);
    return (valid[i] - valid[j]) * nullOrder;
  };
}
