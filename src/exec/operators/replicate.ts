// Each row as often as its last column says; that column goes. A change of a count comes as -U and +U of the counted row, so it takes
// the old copies back and gives the new ones; what is equal on both sides cancels before a sink sees it.
// State: none. Source: the lowering of INTERSECT ALL and EXCEPT ALL (planner/bind/set-operations.ts), as Flink's replicate_row.
import type { ChangeBatch, WatermarkSteps } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import { scalarAt } from "../../columnar/read.ts";
import type { SqlType } from "../../common/types.ts";
import type { PhysicalReplicate } from "../../planner/physical.ts";
import type { Operator } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";
import { liveRows } from "./live-rows.ts";

export class ReplicateOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #countColumn: number;
  readonly #countType: SqlType;

  constructor(node: PhysicalReplicate) {
    this.id = node.id;
    this.#countColumn = node.columns.length;
    this.#countType = node.input.columns[this.#countColumn].type;
  }

  processBatch([input]: readonly ChangeBatch[]): ChangeBatch {
    const rows = liveRows(input);
    const counts = input.columns[this.#countColumn];
    const ends = new Int32Array(rows.length);
    let total = 0;
    for (let i = 0; i < rows.length; i++) {
      total += Number(scalarAt(counts, this.#countType, rows[i]));
      ends[i] = total;
    }
    const copies = new Int32Array(total);
    for (let i = 0; i < rows.length; i++) copies.fill(rows[i], i === 0 ? 0 : ends[i - 1], ends[i]);
    return {
      rowCount: total,
      columns: input.columns.slice(0, this.#countColumn).map((column) => gather(column, copies, total)),
      kinds: input.kinds === null ? null : Uint8Array.from(copies, (row) => (input.kinds as Uint8Array)[row]),
      selection: null,
      steps: movedSteps(input.steps, rows, ends),
      origin: null,
      arrival: input.arrival === null ? null : Float64Array.from(copies, (row) => (input.arrival as Float64Array)[row]),
    };
  }
}

/** A step stands after the copies of the rows that stood before it. */
function movedSteps(steps: WatermarkSteps, rows: Int32Array, ends: Int32Array): WatermarkSteps {
  const moved = new Int32Array(steps.count);
  let i = 0;
  for (let s = 0; s < steps.count; s++) {
    while (i < rows.length && rows[i] < steps.rows[s]) i++;
    moved[s] = i === 0 ? 0 : ends[i - 1];
  }
  return { ...steps, rows: moved };
}
