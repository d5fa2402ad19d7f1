// Operators with an ear at every edge: what they hand on in the batch that is traced is copied out at once, as arrays of a
// batch are of use only until the next one begins.
import { type ChangeBatch, KIND_TEXTS } from "../../columnar/change-batch.ts";
import { rowScalars } from "../../columnar/read.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import type { Column } from "../../common/types.ts";
import { physicalLabel } from "../../planner/explain/physical-text.ts";
import type { PhysicalNode, PhysicalPlan } from "../../planner/physical.ts";
import { inputsOf } from "../../planner/physical-tree.ts";
import { nodesById } from "../driver/owners.ts";
import type { ExecGraph, Operator, ScanOperator } from "../operator.ts";

/** The changes that one operator handed on in a batch. */
export interface TracedEdge {
  readonly operatorId: string;
  /** As EXPLAIN names it. */
  readonly label: string;
  /** Ids of the operators that it reads. */
  readonly inputs: readonly string[];
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** The first of them. */
  readonly changes: readonly { readonly kind: (typeof KIND_TEXTS)[number]; readonly values: readonly Scalar[] }[];
  /** At the end of the batch; null: it did not move. Infinity: the end of the input. */
  readonly watermarkMs: number | null;
}

export class Trace {
  /** In the order in which they ran. */
  readonly edges: TracedEdge[] = [];
  isOn = false;
  readonly #nodes: ReadonlyMap<string, PhysicalNode>;
  readonly #rowsMax: number;

  constructor(plan: PhysicalPlan, rowsMax: number) {
    this.#nodes = nodesById(plan);
    this.#rowsMax = rowsMax;
  }

  /** The graph with its operators listened to. */
  listen({ nodes, sinks }: ExecGraph): ExecGraph {
    return {
      sinks,
      nodes: nodes.map((node) =>
        node.kind === "scan"
          ? { ...node, scan: this.#scan(node.scan) }
          : { ...node, operator: this.#operator(node.operator) },
      ),
    };
  }

  #scan(scan: ScanOperator): ScanOperator {
    return {
      id: scan.id,
      table: scan.table,
      sourceColumns: scan.sourceColumns,
      stateTables: scan.stateTables,
      processSource: (batch, context) => this.#heard(scan.id, scan.processSource(batch, context)),
    };
  }

  #operator(operator: Operator): Operator {
    return {
      id: operator.id,
      stateTables: operator.stateTables,
      processBatch: (inputs, context) => this.#heard(operator.id, operator.processBatch(inputs, context)),
      ...(operator.takeOutside === undefined
        ? {}
        : { takeOutside: async (inputs, context, log) => operator.takeOutside?.(inputs, context, log) }),
      ...(operator.open === undefined ? {} : { open: async () => operator.open?.() }),
      ...(operator.close === undefined ? {} : { close: async () => operator.close?.() }),
    };
  }

  #heard(id: string, batch: ChangeBatch): ChangeBatch {
    const node = this.#nodes.get(id);
    if (!this.isOn || node === undefined) return batch;
    const { columns, kinds, selection, steps } = batch;
    const types = node.columns.map((column) => column.type);
    const rowCount = selection === null ? batch.rowCount : selection.length;
    const rows = Array.from({ length: Math.min(rowCount, this.#rowsMax) }, (_, i) => selection?.[i] ?? i);
    this.edges.push({
      operatorId: id,
      label: physicalLabel(node),
      inputs: inputsOf(node).map((input) => input.id),
      columns: node.columns,
      rowCount,
      changes: rows.map((row) => ({ kind: KIND_TEXTS[kinds?.[row] ?? 0], values: rowScalars(columns, types, row) })),
      watermarkMs: steps.count === 0 ? null : steps.marks[steps.count - 1],
    });
    return batch;
  }
}
