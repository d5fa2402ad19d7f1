// VALUES: constant rows, emitted once in the first batch. The input ends with them, so the watermark behind them is
// Infinity in every batch.
// State: "emitted", one row, so that a resumed job does not emit them again.
import { vectorOf } from "../../columnar/builders.ts";
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { evaluateConstant } from "../../expr/compile.ts";
import type { PhysicalValues } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { CounterTable } from "../state/numbers-table.ts";
import type { StateTable } from "../state/state-table.ts";

export class ValuesOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalValues;
  readonly #hasArrival: boolean;
  readonly #emitted = new CounterTable("emitted");

  constructor(node: PhysicalValues, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.stateTables = [this.#emitted];
  }

  processBatch(_inputs: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { columns, rows } = this.#node;
    const isFirst = this.#emitted.value === 0;
    const rowCount = isFirst ? rows.length : 0;
    this.#emitted.value = rows.length + 1;
    const vectors = columns.map(({ type }, c) =>
      vectorOf(type, isFirst ? rows.map((row) => evaluateConstant(row[c], context.evaluation)) : []),
    );
    const steps = { rows: Int32Array.of(rowCount), marks: Float64Array.of(Number.POSITIVE_INFINITY), count: 1 };
    return {
      rowCount,
      columns: vectors,
      kinds: null,
      selection: null,
      steps: this.#hasArrival ? { ...steps, arrivals: Float64Array.of(BEFORE_ALL) } : steps,
      origin: null,
      arrival: this.#hasArrival ? new Float64Array(rowCount).fill(BEFORE_ALL) : null,
    };
  }
}

/** Arrival position of what no source row caused. */
const BEFORE_ALL = -1;
