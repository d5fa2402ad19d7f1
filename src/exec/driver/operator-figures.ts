// What every operator of a running job has done since the run began: rows, time, refused rows, watermarks, state.
//
// Counted once per operator and batch, never per row. Time is that of processBatch (of a scan: of making its change batch)
// with what the operator awaits from outside; decoding and sinks are not in it.
import { type ChangeBatch, liveRowCount } from "../../columnar/change-batch.ts";
import { physicalLabel } from "../../planner/explain/physical-text.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import type { ExecGraph } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";

export interface OperatorFigures {
  readonly operatorId: string;
  /** As EXPLAIN names it. */
  readonly operator: string;
  /** Ids of the operators it reads; of a scan none. */
  readonly inputs: readonly string[];
  readonly batches: number;
  /** Changes: an update is two. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly timeNs: number;
  /** Rows that its predicates dropped, that were late for it (for all or some windows), that it could not compute. */
  readonly filtered: number;
  readonly late: number;
  readonly bad: number;
  /** The smallest of its inputs, and what it hands on; null: none yet. The end of input is no watermark. */
  readonly watermarkInMs: number | null;
  readonly watermarkOutMs: number | null;
  readonly stateRows: number;
  readonly stateBytes: number;
}

interface Counts {
  batches: number;
  rowsIn: number;
  rowsOut: number;
  timeMs: number;
  filtered: number;
  late: number;
  bad: number;
  markMs: number | null;
}

interface MeteredNode {
  readonly id: string;
  readonly label: string;
  /** Indexes of the nodes it reads. */
  readonly inputs: readonly number[];
  readonly stateTables: readonly StateTable[];
  readonly counts: Counts;
}

export class OperatorMeter {
  readonly #nodes: readonly MeteredNode[];
  readonly #byId: ReadonlyMap<string, Counts>;

  /** `plan`: the nodes of the plan by id. */
  constructor(graph: ExecGraph, plan: ReadonlyMap<string, PhysicalNode>) {
    this.#nodes = graph.nodes.map((node) => {
      const { id, stateTables } = node.kind === "scan" ? node.scan : node.operator;
      const planned = plan.get(id);
      return {
        id,
        label: planned === undefined ? id : physicalLabel(planned),
        inputs: node.kind === "scan" ? [] : node.inputs,
        stateTables,
        counts: { batches: 0, rowsIn: 0, rowsOut: 0, timeMs: 0, filtered: 0, late: 0, bad: 0, markMs: null },
      };
    });
    this.#byId = new Map(this.#nodes.map(({ id, counts }) => [id, counts]));
  }

  /** One batch of the node at this place of the graph. */
  ran(node: number, rowsIn: number, output: ChangeBatch, timeMs: number): void {
    const { counts } = this.#nodes[node];
    counts.batches++;
    counts.rowsIn += rowsIn;
    counts.rowsOut += liveRowCount(output);
    counts.timeMs += timeMs;
    const { marks, count } = output.steps;
    let last = count - 1;
    while (last >= 0 && !Number.isFinite(marks[last])) last--;
    if (last >= 0) counts.markMs = marks[last];
  }

  refused(operatorId: string, why: "filtered" | "late" | "bad", rowCount: number): void {
    const counts = this.#byId.get(operatorId);
    if (counts !== undefined) counts[why] += rowCount;
  }

  /** In topological order: what an operator reads stands before it. */
  figures(): readonly OperatorFigures[] {
    return this.#nodes.map(({ id, label, inputs, stateTables, counts }) => {
      const { timeMs, markMs, ...rest } = counts;
      return {
        operatorId: id,
        operator: label,
        inputs: inputs.map((input) => this.#nodes[input].id),
        ...rest,
        timeNs: Math.round(timeMs * 1e6),
        watermarkInMs: inputs.length === 0 ? markMs : this.#smallest(inputs),
        watermarkOutMs: markMs,
        stateRows: stateTables.reduce((sum, table) => sum + table.rowCount(), 0),
        stateBytes: stateTables.reduce((sum, table) => sum + table.sizeBytes(), 0),
      };
    });
  }

  /** null while one of them has none. */
  #smallest(nodes: readonly number[]): number | null {
    let smallest: number | null = Number.POSITIVE_INFINITY;
    for (const node of nodes) {
      const { markMs } = this.#nodes[node].counts;
      smallest = smallest === null || markMs === null ? null : Math.min(smallest, markMs);
    }
    return smallest;
  }
}
